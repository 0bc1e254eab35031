"""Detection of Day One's exports."""

from alliance_journal.exchange.base import Evidence, Sample


def detect(sample: Sample) -> Evidence:
    """Return MARK for a zip file, or for JSON with a field that only Day One writes."""
    is_export = sample.data.startswith(b"PK") or (sample.is_json and '"creationDate"' in (sample.text or ""))
    return Evidence.MARK if is_export else Evidence.NONE
