import { matchAt } from "./phrase.ts";
import type { Reader } from "./phrase.ts";

const COUNTRY_ZONES = new Set(["EST", "MST", "HST"]);

/** Canonical names of the zones this runtime knows, by their lower-case form. */
const ZONES = new Map(
  Intl.supportedValuesOf("timeZone")
    .filter((zone) => !COUNTRY_ZONES.has(zone))
    .map((zone) => [zone.toLowerCase(), zone] as const),
);

/** Places that people name and that are not themselves the city of a zone, and old spellings. */
const PLACES: Readonly<Record<string, string>> = {
  "san francisco": "America/Los_Angeles",
  sf: "America/Los_Angeles",
  la: "America/Los_Angeles",
  seattle: "America/Los_Angeles",
  california: "America/Los_Angeles",
  portland: "America/Los_Angeles",
  vegas: "America/Los_Angeles",
  "las vegas": "America/Los_Angeles",
  nyc: "America/New_York",
  ny: "America/New_York",
  boston: "America/New_York",
  washington: "America/New_York",
  dc: "America/New_York",
  miami: "America/New_York",
  atlanta: "America/New_York",
  philadelphia: "America/New_York",
  austin: "America/Chicago",
  texas: "America/Chicago",
  dallas: "America/Chicago",
  houston: "America/Chicago",
  montreal: "America/Toronto",
  uk: "Europe/London",
  england: "Europe/London",
  edinburgh: "Europe/London",
  manchester: "Europe/London",
  germany: "Europe/Berlin",
  german: "Europe/Berlin",
  munich: "Europe/Berlin",
  hamburg: "Europe/Berlin",
  frankfurt: "Europe/Berlin",
  french: "Europe/Paris",
  france: "Europe/Paris",
  milan: "Europe/Rome",
  barcelona: "Europe/Madrid",
  geneva: "Europe/Zurich",
  kyiv: "Europe/Kyiv",
  india: "Asia/Kolkata",
  indian: "Asia/Kolkata",
  mumbai: "Asia/Kolkata",
  delhi: "Asia/Kolkata",
  bangalore: "Asia/Kolkata",
  bengaluru: "Asia/Kolkata",
  kolkata: "Asia/Kolkata",
  chennai: "Asia/Kolkata",
  hyderabad: "Asia/Kolkata",
  kathmandu: "Asia/Kathmandu",
  china: "Asia/Shanghai",
  beijing: "Asia/Shanghai",
  shenzhen: "Asia/Shanghai",
  japan: "Asia/Tokyo",
  osaka: "Asia/Tokyo",
  korea: "Asia/Seoul",
  hanoi: "Asia/Bangkok",
  "ho chi minh": "Asia/Ho_Chi_Minh",
  "tel aviv": "Asia/Jerusalem",
  israel: "Asia/Jerusalem",
  "abu dhabi": "Asia/Dubai",
  "cape town": "Africa/Johannesburg",
  canberra: "Australia/Sydney",
  wellington: "Pacific/Auckland",
  "sao paulo": "America/Sao_Paulo",
  rio: "America/Sao_Paulo",
  hawaii: "Pacific/Honolulu",
  eastern: "America/New_York",
  "us eastern": "America/New_York",
  central: "America/Chicago",
  mountain: "America/Denver",
  pacific: "America/Los_Angeles",
  "us pacific": "America/Los_Angeles",
};

const CITIES = new Map([
  ...[...ZONES].map(
    ([lower, zone]) => [lower.split("/").at(-1)?.replaceAll("_", " ") ?? "", zone] as const,
  ),
  ...Object.entries(PLACES),
]);

interface Abbreviation {
  readonly zone: string;
  /** Set where others use the same letters: how it is read. */
  readonly place?: string;
}

const ABBREVIATIONS: Readonly<Record<string, Abbreviation>> = {
  et: { zone: "America/New_York" },
  est: { zone: "America/New_York" },
  edt: { zone: "America/New_York" },
  ct: { zone: "America/Chicago" },
  cst: { zone: "America/Chicago", place: "US Central" },
  cdt: { zone: "America/Chicago" },
  mt: { zone: "America/Denver" },
  mst: { zone: "America/Denver", place: "US Mountain" },
  mdt: { zone: "America/Denver" },
  pt: { zone: "America/Los_Angeles" },
  pst: { zone: "America/Los_Angeles" },
  pdt: { zone: "America/Los_Angeles" },
  akst: { zone: "America/Anchorage" },
  akdt: { zone: "America/Anchorage" },
  hst: { zone: "Pacific/Honolulu" },
  brt: { zone: "America/Sao_Paulo" },
  ast: { zone: "America/Halifax", place: "Atlantic" },
  utc: { zone: "UTC" },
  gmt: { zone: "UTC" },
  z: { zone: "UTC" },
  bst: { zone: "Europe/London", place: "British" },
  wet: { zone: "Europe/Lisbon" },
  cet: { zone: "Europe/Paris" },
  cest: { zone: "Europe/Paris" },
  eet: { zone: "Europe/Athens" },
  eest: { zone: "Europe/Athens" },
  msk: { zone: "Europe/Moscow" },
  gst: { zone: "Asia/Dubai", place: "Gulf" },
  ist: { zone: "Asia/Kolkata", place: "India" },
  sgt: { zone: "Asia/Singapore" },
  hkt: { zone: "Asia/Hong_Kong" },
  jst: { zone: "Asia/Tokyo" },
  kst: { zone: "Asia/Seoul" },
  awst: { zone: "Australia/Perth" },
  acst: { zone: "Australia/Adelaide" },
  aest: { zone: "Australia/Sydney" },
  aedt: { zone: "Australia/Sydney" },
  nzst: { zone: "Pacific/Auckland" },
  nzdt: { zone: "Pacific/Auckland" },
  eastern: { zone: "America/New_York" },
  pacific: { zone: "America/Los_Angeles" },
};

const IANA =
  /(?:in )?([a-z]{2,12}\/[a-z_+-]{2,30}(?:\/[a-z_]{2,30})?|etc\/[a-z0-9+-]{2,8})(?![a-z0-9_/])/y;
const CITY_TIME = /(?:in |on )?((?:[a-z.]{2,15} ){1,3}?)(?:standard |daylight )?time(?![a-z0-9_])/y;
/** "noon in Tokyo": a clock in a place shows that place's time, wherever else the thing happens. */
const IN_CITY =
  /in ([a-z.]{3,15}(?: [a-z]{2,10})??)(?= *$|[,.!?]| (?:on|today|tomorrow|next|this|with|for|about|to|and|mon|tues|wednes|thurs|fri|satur|sun))/y;
/** Names of zones that are common words, and parts of countries that are no place to be at. */
const NO_CITY = new Set(
  "center troll reunion easter general west east north south central mountain pacific eastern yukon indian french german bar".split(
    " ",
  ),
);
const OWN_TIME = /(?:in )?(?:my|local|our) (?:local )?time(?:zone)?(?![a-z])/y;
const OFFSET = /(?:utc|gmt) ?([+-]) ?(\d{1,2})(?::?(00|30|45))?(?![a-z0-9:])/y;
const LETTERS = /\(?([a-z]{1,7})\)?(?![a-z0-9_])/y;

/** Zones where dates are written with the month first. */
const MONTH_FIRST =
  /^(America\/(New_York|Detroit|Chicago|Denver|Phoenix|Los_Angeles|Anchorage|Boise|Juneau|Menominee|Nome|Sitka|Adak|Yakutat|Metlakatla|Louisville|Fort_Wayne|Indianapolis|Indiana\/.+|Kentucky\/.+|North_Dakota\/.+)|Pacific\/Honolulu|US\/.+)$/;

/** Whether people in this zone write November 24 as 11/24. */
export function isMonthFirst(timezone: string): boolean {
  return MONTH_FIRST.test(timezone);
}

/** Reads the zone of a clock time: "London time", "Europe/Berlin", "PT", "UTC+2". Letters alone count only after a clock time. */
export const readZone: Reader = (setting, at) => {
  const { text, now } = setting;
  const own = matchAt(OWN_TIME, text, at);
  if (own !== undefined)
    return {
      start: at,
      end: at + own[0].length,
      meaning: { kind: "zone", timezone: now.timeZoneId },
    };
  const iana = matchAt(IANA, text, at);
  const timezone = iana === undefined ? undefined : knownZone(iana[1] ?? "");
  if (iana !== undefined && timezone !== undefined)
    return { start: at, end: at + iana[0].length, meaning: { kind: "zone", timezone } };
  const city = matchAt(CITY_TIME, text, at);
  const named = city === undefined ? undefined : CITIES.get((city[1] ?? "").trim());
  if (city !== undefined && named !== undefined)
    return {
      start: at,
      end: at + city[0].length,
      meaning: { kind: "zone", timezone: named },
      needs: "clock",
    };
  const within = matchAt(IN_CITY, text, at);
  const place = within?.[1] ?? "";
  const local = NO_CITY.has(place) ? undefined : CITIES.get(place);
  if (within !== undefined && local !== undefined && local !== now.timeZoneId)
    return {
      start: at,
      end: at + within[0].length,
      meaning: { kind: "zone", timezone: local },
      needs: "clock",
    };
  const offset = matchAt(OFFSET, text, at);
  if (offset !== undefined)
    return {
      start: at,
      end: at + offset[0].length,
      meaning: { kind: "zone", timezone: fixedZone(offset) },
      needs: "clock",
    };
  return readLetters(setting, at);
};

const readLetters: Reader = ({ text }, at) => {
  const letters = matchAt(LETTERS, text, at);
  const said = letters?.[1] ?? "";
  const known = Object.hasOwn(ABBREVIATIONS, said) ? ABBREVIATIONS[said] : undefined;
  if (letters === undefined || known === undefined) return undefined;
  const assumed = `${said.toUpperCase()} is read as ${known.place ?? ""} time (${known.zone}).`;
  return {
    start: at,
    end: at + letters[0].length,
    needs: "clock",
    meaning: { kind: "zone", timezone: known.zone, ...(known.place !== undefined && { assumed }) },
  };
};

function knownZone(said: string): string | undefined {
  const listed = ZONES.get(said);
  if (listed !== undefined) return listed;
  const cased = said.replaceAll(/(^|[/_-])([a-z])/g, (letters) => letters.toUpperCase());
  try {
    void new Intl.DateTimeFormat("en", { timeZone: cased });
    return cased;
  } catch {
    return undefined;
  }
}

/** POSIX writes the sign the other way round: two hours ahead of UTC is Etc/GMT-2. */
function fixedZone([, sign, hours = "0", minutes]: RegExpExecArray): string {
  if (minutes === "30" || minutes === "45")
    return `${sign ?? "+"}${hours.padStart(2, "0")}:${minutes}`;
  return Number(hours) === 0 ? "UTC" : `Etc/GMT${sign === "+" ? "-" : "+"}${Number(hours)}`;
}
