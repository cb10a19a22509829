// Knows what zones call themselves (CET, PST …) as the tz database has it: by the runtime's tables, and by its own where those differ.

/** The zone's abbreviation at the first of these times that has one, given its offset then and its offset without summer time. */
export function abbreviationOf(id: string, times: readonly number[], offset: number, standard: number): string {
  // Before there were zones, each place had its own time.
  if (offset % 60 !== 0) return 'LMT';
  const own = OWN.get(id);
  if (own !== undefined) return own[offset > standard ? 1 : 0] ?? own[0] ?? numeric(offset);
  for (const seconds of times) {
    const name = LOCALES.map((locale) => nameIn(locale, id, seconds)).find((each) => !/^(GMT|UTC)./.test(each));
    if (name !== undefined) return name;
  }
  return numeric(offset);
}

const LOCALES = ['en-US', 'en-GB', 'en-AU', 'en-IN', 'en-NZ', 'en-ZA', 'en-CA'];

const formats = new Map<string, Intl.DateTimeFormat>();

function nameIn(locale: string, timeZone: string, seconds: number): string {
  const key = `${locale} ${timeZone}`;
  const format = formats.get(key) ?? new Intl.DateTimeFormat(locale, { timeZone, timeZoneName: 'short' });
  formats.set(key, format);
  return format.formatToParts(seconds * 1000).find(({ type }) => type === 'timeZoneName')!.value;
}

/** `+08`, `-0330` */
function numeric(offset: number): string {
  const minutes = Math.abs(Math.trunc(offset / 60));
  const two = (value: number): string => String(value).padStart(2, '0');
  const rest = minutes % 60 === 0 ? '' : two(minutes % 60);
  return `${offset < 0 ? '-' : '+'}${two(Math.floor(minutes / 60))}${rest}`;
}

// Standard and summer name; without a name the offset is the name.
const OWN: ReadonlyMap<string, readonly string[]> = new Map(
  [
    'HST HDT: America/Adak',
    'MST: America/Dawson America/Hermosillo America/Mazatlan America/Whitehorse',
    'CST CDT: America/Havana',
    ': America/Miquelon Antarctica/Casey Asia/Colombo Asia/Dubai Asia/Muscat Australia/Eucla Australia/Lord_Howe Pacific/Chatham',
    'HKT: Asia/Hong_Kong Hongkong',
    'WIB: Asia/Jakarta Asia/Pontianak',
    'WIT: Asia/Jayapura',
    'WITA: Asia/Makassar',
    'IST IDT: Asia/Jerusalem Asia/Tel_Aviv Israel',
    'PKT: Asia/Karachi',
    'CST: Asia/Macau Asia/Shanghai Asia/Taipei Asia/Chongqing Asia/Harbin PRC ROC',
    'PST: Asia/Manila',
    'KST: Asia/Pyongyang Asia/Seoul ROK',
    'JST: Asia/Tokyo Japan',
    'GMT IST: Europe/Dublin Eire',
    'GMT BST: Europe/Guernsey Europe/Isle_of_Man Europe/Jersey GB',
    'MSK: Europe/Kirov Europe/Moscow Europe/Simferopol Europe/Volgograd W-SU',
    'ChST: Pacific/Guam Pacific/Saipan',
    'SST: Pacific/Midway Pacific/Pago_Pago US/Samoa',
    'GMT: GMT Etc/GMT',
    'UTC: Etc/UTC Zulu Etc/UCT UCT Universal Etc/Universal Etc/Zulu',
    'MET MEST: MET',
  ].flatMap((line) => {
    const [names = '', ids = ''] = line.split(': ');
    return ids.split(' ').map((id) => [id, names.split(' ').filter(Boolean)] as const);
  }),
);
