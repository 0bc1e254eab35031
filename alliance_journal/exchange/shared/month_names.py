"""Names of months and weekdays in the languages that programs write dates in."""

from typing import Final

_MONTHS: Final = (
    "january jan januar jän jänner janvier janv enero ene gennaio gen janeiro januari stycznia styczeń sty",
    "february feb februar feber février févr fevr febrero febbraio fevereiro fev februari lutego luty lut",
    "march mar märz mrz mär maerz mars marzo março marco maart mrt marts marca marzec",
    "april apr avril avr abril abr aprile kwietnia kwiecień kwi",
    "may mai mayo maggio mag maio mei maj maja",
    "june jun juni juin junio giugno giu junho czerwca czerwiec cze",
    "july jul juli juillet juil julio luglio lug julho lipca lipiec lip",
    "august aug août aout agosto ago augustus augusti sierpnia sierpień sie",
    "september sep sept septembre septiembre setiembre settembre set setembro września wrzesień wrz",
    "october oct oktober okt octobre octubre ottobre ott outubro out października październik paź",
    "november nov novembre noviembre novembro listopada listopad lis",
    "december dec dezember dez décembre déc decembre diciembre dic dicembre dezembro desember des grudnia grudzień "
    "gru",
)
_WEEKDAYS: Final = (
    "monday mon tuesday tue tues wednesday wed thursday thu thur thurs friday fri saturday sat sunday sun "
    "montag mo dienstag di mittwoch mi donnerstag do freitag fr samstag sonnabend sa sonntag so "
    "lundi lun mardi mar mercredi mer jeudi jeu vendredi ven samedi sam dimanche dim "
    "lunes martes miércoles mié miercoles mie jueves jue viernes vie sábado sáb sabado sab domingo dom "
    "lunedì lunedi martedì martedi mercoledì mercoledi giovedì giovedi gio venerdì venerdi sabato domenica "
    "segunda terça terca quarta quinta sexta feira seg ter qua qui sex "
    "maandag ma dinsdag woensdag wo donderdag vrijdag vr zaterdag za zondag zo "
    "måndag mån tisdag tis onsdag ons torsdag tors fredag fre lördag lör söndag sön "
    "mandag man tirsdag tirs lørdag lør søndag søn "
    "poniedziałek wtorek środa czwartek piątek sobota niedziela"
)

MONTH: Final[dict[str, int]] = {
    name: number for number, names in enumerate(_MONTHS, start=1) for name in names.split()
}
"""Number of the month by name or abbreviation, in lower case."""
WEEKDAYS: Final[frozenset[str]] = frozenset(_WEEKDAYS.split())
"""Names and abbreviations of weekdays, in lower case."""


def month_of(word: str) -> int | None:
    """Return the number of the month with this name or abbreviation, or None."""
    return MONTH.get(word.casefold())
