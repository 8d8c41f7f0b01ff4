"""Times of day as people write them, with the place whose clocks are meant."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from dateutil import parser, tz
from django.utils.translation import gettext as _

from tracker.dates.edtf import UnclearDate

# What people call a zone -> IANA name. Summer-time names lead to the same zone: the date
# says which of the two its clocks show.
ZONES: dict[str, str] = {
    **dict.fromkeys(("beijing", "china", "shanghai", "shenzhen", "hangzhou"), "Asia/Shanghai"),
    **dict.fromkeys(("hong kong", "hongkong", "hkt"), "Asia/Hong_Kong"),
    **dict.fromkeys(("taipei", "taiwan"), "Asia/Taipei"),
    **dict.fromkeys(("singapore", "sgt"), "Asia/Singapore"),
    **dict.fromkeys(("tokyo", "japan", "jst"), "Asia/Tokyo"),
    **dict.fromkeys(("seoul", "korea", "kst"), "Asia/Seoul"),
    **dict.fromkeys(("delhi", "new delhi", "mumbai", "bangalore", "india"), "Asia/Kolkata"),
    **dict.fromkeys(("dubai", "abu dhabi"), "Asia/Dubai"),
    **dict.fromkeys(("tel aviv", "jerusalem", "israel"), "Asia/Jerusalem"),
    **dict.fromkeys(("london", "uk"), "Europe/London"),
    **dict.fromkeys(("dublin", "ireland"), "Europe/Dublin"),
    **dict.fromkeys(("paris", "france"), "Europe/Paris"),
    **dict.fromkeys(("berlin", "germany", "cet", "cest", "central european"), "Europe/Berlin"),
    **dict.fromkeys(("vienna", "wien"), "Europe/Vienna"),
    **dict.fromkeys(("zurich", "zürich", "geneva"), "Europe/Zurich"),
    **dict.fromkeys(("amsterdam", "netherlands"), "Europe/Amsterdam"),
    **dict.fromkeys(("brussels", "belgium"), "Europe/Brussels"),
    **dict.fromkeys(("madrid", "barcelona"), "Europe/Madrid"),
    **dict.fromkeys(("rome", "milan"), "Europe/Rome"),
    **dict.fromkeys(("athens", "eet", "eest", "eastern european"), "Europe/Athens"),
    **dict.fromkeys(("helsinki", "finland"), "Europe/Helsinki"),
    "stockholm": "Europe/Stockholm",
    "lisbon": "Europe/Lisbon",
    "kyiv": "Europe/Kyiv",
    **dict.fromkeys(("moscow", "msk"), "Europe/Moscow"),
    "istanbul": "Europe/Istanbul",
    **dict.fromkeys(("new york", "washington", "boston"), "America/New_York"),
    **dict.fromkeys(("et", "edt", "us eastern", "eastern"), "America/New_York"),
    "toronto": "America/Toronto",
    **dict.fromkeys(("chicago", "ct", "cdt", "us central"), "America/Chicago"),
    **dict.fromkeys(("denver", "mt", "mdt", "us mountain"), "America/Denver"),
    **dict.fromkeys(("los angeles", "san francisco", "seattle"), "America/Los_Angeles"),
    **dict.fromkeys(("california", "silicon valley"), "America/Los_Angeles"),
    **dict.fromkeys(("pt", "pdt", "us pacific", "pacific"), "America/Los_Angeles"),
    **dict.fromkeys(("são paulo", "sao paulo"), "America/Sao_Paulo"),
    **dict.fromkeys(("sydney", "aest", "aedt"), "Australia/Sydney"),
    "melbourne": "Australia/Melbourne",
    "auckland": "Pacific/Auckland",
    **dict.fromkeys(("北京", "中国", "上海"), "Asia/Shanghai"),
    "香港": "Asia/Hong_Kong",
    "台北": "Asia/Taipei",
    "东京": "Asia/Tokyo",
}
_AMBIGUOUS = frozenset({"cst", "ist", "bst", "est", "pst", "mst", "ast", "sst", "gst"})
_OFFSET = re.compile(
    r"(?:(?:utc|gmt)\s*)?(?P<sign>[+−-])(?P<hours>\d{1,2}):?(?P<minutes>\d{2})?"
)
_NOT_NEEDED = re.compile(r"^(?:in |the )+|\s*(?:local |standard )?(?:time|时间)$")
_FARTHEST = timedelta(hours=14)


def read_zone(name: str) -> tzinfo:
    """Return the zone that a city, country, usual name, IANA name or offset stands for.

    Raises UnclearDate for a name that is unknown or, like CST, stands for several.
    """
    plain = _NOT_NEEDED.sub("", name.strip(" ()").casefold()).strip()
    if plain in ("utc", "gmt", "z"):
        return UTC
    if match := _OFFSET.fullmatch(plain):
        offset = timedelta(hours=int(match["hours"]), minutes=int(match["minutes"] or 0))
        if offset > _FARTHEST:
            raise UnclearDate(_("No time zone is more than 14 hours from UTC."))
        return timezone(offset if match["sign"] == "+" else -offset)
    if plain in _AMBIGUOUS:
        raise UnclearDate(
            _("“%(zone)s” is the name of several time zones. Write a city, or UTC+8.")
            % {"zone": plain.upper()}
        )
    known = ZONES.get(plain)
    if known is None and "/" in plain:
        known = "/".join(
            "_".join(word.capitalize() for word in part.split("_")) for part in plain.split("/")
        )
    try:
        return ZoneInfo(known or "")
    # What the name is made of decides which of these the library raises.
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise UnclearDate(
            _("“%(zone)s” is no time zone known here. Write a city, or UTC+8.")
            % {"zone": name.strip(" ()")}
        ) from error


def at_time(day: date, time_text: str, zone: tzinfo | None) -> str:
    """Return the EDTF of that time on that day, without an offset if `zone` is None.

    Raises UnclearDate for a time that no clock shows, or that clocks of the zone skip or
    show twice on that day because summer time begins or ends.
    """
    midnight = datetime.combine(day, datetime.min.time())
    try:
        moment = parser.parse(time_text, default=midnight)
    except (ValueError, OverflowError) as error:
        raise UnclearDate(
            _("“%(time)s” is not a time of day. Write 15:00 or 3 pm.") % {"time": time_text}
        ) from error
    if zone is None:
        return moment.isoformat(timespec="seconds")
    if not tz.datetime_exists(moment, zone) or tz.datetime_ambiguous(moment, zone):
        raise UnclearDate(
            _(
                "Clocks are changed at that hour, so %(time)s is skipped or comes twice. "
                "Write the time with its offset, such as UTC+8."
            )
            % {"time": f"{moment:%H:%M}"}
        )
    return moment.replace(tzinfo=zone).isoformat(timespec="seconds")
