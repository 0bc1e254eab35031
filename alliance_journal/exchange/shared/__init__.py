"""Reading files of other programs, as several formats do: dates as they are written, zip files, folders, HTML."""
