// Words that housing advertisements should not use. The federal Fair Housing Act (42 U.S.C. 3604(c)) forbids stating a
// preference by race, colour, religion, sex, disability, familial status or national origin. California's FEHA (Government
// Code 12955) and Unruh Act (Civil Code 51) add ancestry, age, marital status, sexual orientation, gender identity and
// expression, source of income, citizenship, immigration status, primary language, military and veteran status, genetic
// information and medical condition. The list helps the writer; it is not legal advice. "avoid" marks words that state a
// preference, "careful" marks words that depend on their context. All are matched in folded text (fold.ts).
import { excluding, preferring } from "./phrases.ts";

export interface Term {
  words: RegExp; // global, on folded text
  level: "avoid" | "careful";
  about: string;
  reason: string;
  instead: string;
  names?: true; // also a part of proper names: no finding there
}

const any = (...words: string[]) => new RegExp(`(?<![a-z0-9])(?:${words.join("|")})(?![a-z0-9])`, "g");

const describe = "describe the home, not who should live there";

/** People of one protected class, by the words for them. */
interface Class {
  about: string;
  people: string[]; // turned away by "no …", "… not allowed"
  preferred?: string[]; // preferred by "… only", "ideal for …"; the people unless it is said
  who: string;
  instead: string;
}

const noun =
  "(?:people|persons?|famil(?:y|ies)(?! room)|buyers?|tenants?|renters?|residents?|owners?|neighbou?rs?|couples?|" +
  "households?|applicants?|m[ae]n|wom[ae]n|roommates?|individuals?)";
const races =
  "(?:white|black|asian|hispanic|latin[oax]|african american|caucasian|native american|colou?red|biracial|interracial|oriental|" +
  "mixed race|minority)";
const origins =
  "(?:chinese|mexican|indian|arab|arabic|russian|korean|japanese|vietnamese|filipino|pakistani|iranian|persian|african|" +
  "irish|italian|polish|german|french|spanish|european|middle eastern|american|foreign|immigrant|armenian|cuban|haitian|" +
  "puerto rican|ukrainian|hmong)";
const faiths =
  "(?:christians?|catholics?|jews?|jewish|muslims?|moslems?|mormons?|lds|hindus?|buddhists?|sikhs?|protestants?|baptists?|" +
  "evangelicals?|atheists?|islamic|(?:non ?)?believers?|churchgoers?|amish|jehovahs witness(?:es)?)";
const children =
  "(?:child(?! (?:care|proof|lock|gate|seat|safe))|children|kids?(?! (?:room|area|pool|play))|minors|infants?|bab(?:y|ies)" +
  "(?! (?:gate|room|grand))|toddlers?|teens|teenagers?|newborns?|pregnant (?:wom[ae]n|people|persons?|tenants?))";
const family =
  "famil(?:y|ies)(?! (?:room|bath|gather|dinner|meal|game|movie|night|time|fun|bbq|barbecue|reunion|entertain|owned|home))";
const aided =
  "(?:section (?:8|eight)|sec 8|section8|(?:housing |choice |hud |vash )*vouchers?|hcv|vash|housing assistance|welfare|" +
  "public assistance|government assistance|rental assistance|rent assistance|ssi|ssdi|social security(?! number)|" +
  "food stamps|calworks|subsid(?:y|ies)|subsidi[sz]ed (?:tenants?|renters?|applicants?|rent))";
const disabled =
  "(?:disabled(?! (?:alarm|parking|access|ramp|toilet|bath))(?: people| persons?| tenants?| applicants?)?|handicapped" +
  "(?! (?:parking|access|ramp))(?: people| persons?)?|wheelchairs?(?! (?:ramp|lift|access|friendly))(?: users?| bound)?|" +
  "(?:the |legally )?(?:blind|deaf) (?:people|persons?|tenants?|applicants?)|the (?:blind|deaf)|mentally (?:ill|disabled)|" +
  "mental(?:ly)? (?:illness|retarded)|(?:people |persons? |(?:any|some)?one |tenants? )?with (?:a )?(?:(?:physical |mental )?disabilit(?:y|ies)|mental illness(?:es)?)|" +
  "(?:people|persons?|tenants?|any ?one) (?:using|in|with|who uses?) (?:a )?(?:wheelchairs?|walkers?)|" +
  "special needs|cripples?|crippled|walkers)";

const classes: Class[] = [
  {
    about: "familial status",
    people: [children, family],
    preferred: [
      family,
      `${children}`,
      "adults?",
      "childless(?: couples?)?",
      "couples?(?! massage)",
      "couples? without (?:children|kids)",
      "empty nesters?",
    ],
    who: "families with children",
    instead: "name the rooms, the yard or the park",
  },
  {
    about: "religion",
    people: [faiths],
    who: "people by their religion",
    instead: "leave the religion out; name a street or a park",
  },
  {
    about: "race or color",
    people: [
      `${races} ${noun}`,
      "blacks",
      "whites",
      "asians",
      "hispanics",
      "latin[oa]s",
      "african americans",
      "minorities",
      "people of colou?r",
      "colou?reds",
    ],
    who: "people by race or color",
    instead: describe,
  },
  {
    about: "national origin or ancestry",
    people: [
      `${origins} ${noun}`,
      "immigrants?",
      "foreigners?",
      "refugees?",
      "mexicans",
      "indians",
      "arabs",
      "africans",
      "americans",
      "russians",
      "koreans",
      "chinese(?= (?:allowed|only|please|need))",
      "gyps(?:y|ies)",
    ],
    who: "people by their origin",
    instead: describe,
  },
  {
    about: "sex",
    people: [
      "m[ae]n",
      "wom[ae]n",
      "(?:fe)?males?(?: (?:tenants?|roommates?|renters?))?",
      "ladies",
      "gentlem[ae]n",
      "girls",
      "boys",
      "guys",
    ],
    preferred: [
      "(?:single |professional |working )?(?:m[ae]n(?! cave)|wom[ae]n)",
      "(?:fe)?males?(?: (?:tenants?|roommates?|renters?))?",
      "ladies",
      "gentlem[ae]n",
      "girls",
      "boys",
      "bachelors?",
      "bachelorettes?",
    ],
    who: "people by their sex",
    instead: describe,
  },
  {
    about: "sexual orientation or gender identity",
    people: [
      "gays?(?: (?:people|m[ae]n|couples?|tenants?))?",
      "lesbians?",
      "homosexuals?",
      "lgbt(?:q|qia)?\\+?(?: (?:people|couples?|tenants?))?",
      "queers?",
      "bisexuals?",
      "transgender(?:ed)?(?: (?:people|persons?|tenants?))?",
      "trans (?:people|persons?|wom[ae]n|m[ae]n)",
      "transsexuals?",
      "same sex couples?",
      "heterosexuals?",
      "straight (?:people|couples?|m[ae]n|wom[ae]n|tenants?)",
    ],
    who: "people by their orientation or gender",
    instead: "leave it out: everybody is welcome",
  },
  {
    about: "marital status",
    people: [
      "(?:un)?married (?:couples?|people|persons?|tenants?)",
      "singles",
      "single (?:people|persons?|tenants?|mothers?|moms?|parents?|dads?)",
      "divorced (?:people|persons?)",
      "divorcees?",
      "widow(?:er)?s?",
      "newlyweds?",
      "unwed (?:couples?|mothers?)",
    ],
    preferred: [
      "(?:un)?married(?: couples?| people| persons?| tenants?)?",
      "singles?(?! (?:car|story|level|family|vehicle|use))(?: (?:people|persons?|tenants?|individuals?))?",
      "newlyweds?",
      "widow(?:er)?s?",
    ],
    who: "people by their marital status",
    instead: describe,
  },
  {
    about: "disability",
    people: [disabled],
    preferred: [
      "able bodied(?: people| persons?| tenants?)?",
      "healthy(?: people| persons?| tenants?| adults?)?",
      "physically fit(?: people| tenants?)?",
    ],
    who: "people with a disability",
    instead: "name the stairs, the lift or the step-free entry",
  },
  {
    about: "medical condition or genetic information",
    people: [
      "(?:people|persons?|one|anyone|tenants?) with (?:hiv|aids|cancer|(?:a )?(?:medical|health|genetic) (?:conditions?|problems?|disorders?)|illness(?:es)?)",
      "hiv(?: positive)?(?: people| tenants?)?",
      "aids patients?",
      "cancer patients?",
      "sick people",
    ],
    preferred: ["hiv negative"],
    who: "people by their health",
    instead: "leave health out",
  },
  {
    about: "source of income",
    people: [aided, "unemployed(?: people| tenants?)?"],
    preferred: ["(?:working|employed)(?: people| persons?| tenants?| adults?)?", "cash pay(?:ing)? tenants?"],
    who: "people with a lawful source of income",
    instead: "state the price or the deposit alone",
  },
  {
    about: "age",
    people: [
      "seniors?(?! (?:center|discount))(?: citizens?)?",
      "elderly(?: people| persons?)?",
      "golden agers?",
      "old people",
      "older (?:people|persons?|tenants?|adults?)",
      "retirees?",
      "young (?:people|adults?|persons?|tenants?)",
      "students?(?! housing)",
      "college students?",
      "millennials",
      "boomers",
    ],
    preferred: [
      "seniors?(?: citizens?)?",
      "elderly(?: people| persons?)?",
      "older (?:people|persons?|adults?|couples?)",
      "retirees?",
      "retired (?:people|persons?|couples?)",
      "young (?:people|adults?|persons?|couples?)",
      "(?:college |graduate )?students?",
      "millennials",
      "mature (?:people|persons?|adults?|couples?|individuals?|tenants?)",
    ],
    who: "people by their age",
    instead: describe,
  },
  {
    about: "military or veteran status",
    people: [
      "military(?! (?:base|noise|aircraft|housing|airport|flights?))(?: (?:people|personnel|famil(?:y|ies)|tenants?))?",
      "veterans?",
      "soldiers?",
      "service ?members?",
      "active duty(?: military| personnel)?",
      "reservists?",
    ],
    preferred: ["military(?: (?:people|personnel|famil(?:y|ies)|tenants?))?", "veterans?", "civilians?"],
    who: "people by military service",
    instead: "leave it out; a VA loan may be named as financing",
  },
  {
    about: "citizenship, immigration status or language",
    people: [
      "non ?citizens?",
      "undocumented(?: people| immigrants?| tenants?)?",
      "illegals?(?: immigrants?| aliens?)",
      "illegals",
      "non english speakers?",
    ],
    preferred: [
      "(?:u ?s )?citizens?",
      "legal residents?",
      "green card holders?",
      "(?:english|spanish|chinese|russian|korean) ?speak(?:ing|ers?)(?: (?:people|persons?|tenants?|buyers?|famil(?:y|ies)))?",
    ],
    who: "people by citizenship or language",
    instead: "leave it out; a lease may be offered in other languages",
  },
];

const byClass = classes.flatMap(({ about, people, preferred, who, instead }): Term[] => [
  { words: any(...excluding(people)), level: "avoid", about, reason: `turns ${who} away`, instead },
  {
    words: any(...preferring(preferred ?? people)),
    level: "avoid",
    about,
    reason: `prefers people: ${describe}`,
    instead,
  },
]);

const phrases: Term[] = [
  {
    words: any(
      "adult (?:community|living|building|complex|household|environment)s?",
      "child(?:ren)? ?free",
      "kid ?free",
      "childless",
      "(?<!single )(?<!multi )family (?:friendly|oriented|neighbou?rhood|community|area|atmosphere)",
      "for families",
      "famil(?:y|ies) (?:preferred|only)",
      "(?:max(?:imum)?|only|no more than|limit of) (?:of )?(?:one|two|three|1|2|3) (?:child(?:ren)?|kids?)",
    ),
    level: "avoid",
    about: "familial status",
    reason: "says whether families with children should live there",
    instead: "name the rooms, the yard or the park",
  },
  {
    words: any(
      "empty nesters?",
      "bachelor(?:ette)? pad",
      "(?:mature|single) (?:persons?|people|couples?|individuals?)",
      "swinging singles",
      "newlyweds?",
    ),
    level: "avoid",
    about: "familial or marital status, or age",
    reason: "says who should live there",
    instead: describe,
  },
  {
    words: any(
      "seniors?(?! (?:agent|loan|vice|lien|partner|high))",
      "retirement",
      "active adults?",
      "55 ?\\+",
      "62 ?\\+",
      "55 (?:and|or) (?:over|older|better)",
      "age restricted",
      "golden agers?",
      "elderly",
    ),
    level: "careful",
    about: "age",
    reason: "is allowed only for housing that is lawfully for older persons (55+ or 62+)",
    instead: "give the community's age rule in its own words, or leave it out",
    names: true,
  },
  {
    words: any(
      "(?:no (?:one|body)|nobody|none|must be|no(?: one| tenants?)?|tenants?|people|adults?) (?:under|over|above|below|at least) (?:the age of )?\\d\\d",
      "(?:over|under) \\d\\d (?:only|preferred)",
      "(?:ages?|aged) \\d\\d (?:and|to|or) (?:\\d\\d|over|up|under|older)(?: only| preferred)?",
      "must be (?:1[89]|[2-9]\\d)(?: ?\\+| or older| or over| years)",
    ),
    level: "avoid",
    about: "age",
    reason: "limits who may live there by age",
    instead: "give the community's age rule if it is lawfully for older persons, else leave it out",
  },
  {
    words: any(faiths.replace("believers?", "believers")),
    level: "avoid",
    about: "religion",
    reason: "names a religion",
    instead: "leave the religion out; name a street or a park",
    names: true,
  },
  {
    words: any(
      "kosher (?:home|household|community|neighbou?rhood|building|only)",
      "bible (?:believing|study)",
      "(?:traditional|good|strong) (?:religious|christian|family) values",
      "god fearing",
      "no (?:religion|religious people)",
    ),
    level: "avoid",
    about: "religion",
    reason: "states a preference by religion",
    instead: describe,
  },
  {
    words: any(
      "(?:near|close to|next to|walk(?:ing distance)? to|by|blocks? (?:from|to)|minutes? (?:from|to)|across from|steps (?:from|to))(?: the| a| an| local| our)?(?: [a-z]+){0,2} (?:church|temple|synagogue|mosque|parish|shul|cathedral|chapel|gurdwara)(?:es|s)?",
    ),
    level: "careful",
    about: "religion",
    reason: "uses a place of worship as a landmark",
    instead: "name a street or a park",
    names: true,
  },
  {
    words: any(
      `${races} (?:area(?! rug)|neighbou?rhood|community(?! (?:garden|pool|center))|famil(?:y|ies)(?! room)|buyers?|tenants?|owners?|people|residents?|couples?|enclave)s?(?! (?:suite|bath))`,
      "(?:light|dark|fair|brown) skin(?:ned)?",
      "skin colou?r",
      "(?:racially |ethnically )?(?:integrated|segregated|diverse|mixed) (?:area|neighbou?rhood|community)",
      "ethnic(?:ity)?(?: neighbou?rhood| area| community)?",
      "racial(?:ly)?",
    ),
    level: "avoid",
    about: "race or color",
    reason: "describes people by race or color",
    instead: "describe the home and what is near it",
    names: true,
  },
  {
    words: any(
      `${origins} (?:area(?! rug)|neighbou?rhood|community(?! (?:garden|pool|center))|famil(?:y|ies)(?! room)|buyers?|tenants?|people|residents?|couples?|enclave)s?`,
      "(?:speaks?|must speak|speaking|fluent(?: in)?|understands?) (?:good |fluent )?english(?: only| required)?",
      "english (?:speaking(?: only)?|speakers?|only|required)",
      "no (?:foreign )?accents?",
      "american born",
      "born in (?:the us|america|the usa)",
    ),
    level: "avoid",
    about: "national origin, ancestry or language",
    reason: "describes people by origin or language",
    instead: describe,
    names: true,
  },
  {
    words: any(
      "(?:proof of |valid )?(?:citizenship|immigration status|legal status)(?: (?:is )?required)?",
      "citizens only",
      "(?:must be|only) (?:a |an )?(?:u ?s |american )?citizens?",
      "green cards? (?:required|only)",
      "no immigrants",
      "no undocumented",
    ),
    level: "avoid",
    about: "citizenship or immigration status",
    reason: "asks for a citizenship or an immigration status",
    instead: "leave it out",
  },
  {
    words: any(
      "exclusive (?:area|neighbou?rhood|community|enclave)",
      "traditional neighbou?rhood",
      "desirable neighbou?rhood",
      "safe(?:st)? (?:area|neighbou?rhood|community|streets?)",
      "good neighbou?rhood",
      "(?:low|no) crime",
      "crime free",
      "right kind of people",
      "people like you",
    ),
    level: "careful",
    about: "race or national origin",
    reason: "is read as a hint at who lives there, and can't be proved",
    instead: "name what is there: parks, transit, shops",
  },
  {
    words: any(
      "able bodied",
      "must be (?:able to (?:walk|climb|live independently|use stairs)|healthy|ambulatory|physically fit|independent)",
      "(?:no|not) (?:for )?(?:anyone )?with (?:mobility|health) (?:issues|problems)",
      "healthy (?:only|persons?|people)",
      "no pets including service animals",
      "no (?:service|assistance|emotional support|support|guide|therapy|esa) (?:animals?|dogs?|pets?)",
      "(?:service|support|guide) (?:animals?|dogs?) (?:are )?not (?:allowed|accepted|permitted|welcome)",
      "no esas?",
      "no recovering (?:addicts?|alcoholics?)",
    ),
    level: "avoid",
    about: "disability",
    reason: "turns people with a disability away; service and support animals must be accommodated",
    instead: "name the stairs, the lift or the step-free entry",
  },
  {
    words: any("handicap(?:ped)?", "crippled?", "wheelchair bound", "mentally retarded", "invalids"),
    level: "careful",
    about: "disability",
    reason: "is an outdated word for people",
    instead: "accessible; wheelchair-accessible",
    names: true,
  },
  {
    words: any(
      "(?:working |employed |young )*(?:professionals?|executives?) (?:only|preferred|wanted|sought)",
      "(?:professionals?|executives?) only",
      "(?:must|have to) (?:be employed|have (?:an? )?(?:full time |steady |stable |current )?(?:job|employment|work))",
      "employ(?:ed|ment) (?:only|required|persons? only)",
      "(?:proof of )?(?:full time )?employment (?:is )?required",
      "proof of employment",
      `(?:do|does|will) not (?:accept|take) ${aided}`,
      "no government (?:aid|programs?)",
      "private pay only",
      "cash tenants? only",
    ),
    level: "avoid",
    about: "source of income",
    reason: "refuses a lawful source of income",
    instead: "state the price or the deposit alone",
  },
  {
    words: any("(?:perfect|ideal|great) for (?:young )?(?:professionals?|executives?|commuters?|investors only)"),
    level: "careful",
    about: "who should live there",
    reason: "prefers a kind of buyer",
    instead: "name the distance to transit or offices",
  },
  {
    words: any(
      "(?:fe)?male (?:roommate|tenant|buyer|renter|housemate)s?",
      "his and hers? (?:only)",
    ),
    level: "avoid",
    about: "sex",
    reason: "names a sex or a role",
    instead: "in-law suite; second unit",
  },
  {
    words: any("mother in law (?:suite|unit|apartment|quarters)"),
    level: "careful",
    about: "sex",
    reason: "is a usual name for a second unit that names a role",
    instead: "in-law suite; second unit",
  },
  {
    words: any(
      "gay (?:friendly|area|neighbou?rhood|community|couples?|people)",
      "(?:no )?alternative lifestyles?",
      "lgbt(?:q|qia)? (?:friendly|area|neighbou?rhood|community)",
      "(?:traditional|straight) couples?",
      "biological (?:fe)?males?",
    ),
    level: "avoid",
    about: "sexual orientation or gender identity",
    reason: "describes people by their orientation or gender",
    instead: "leave it out: everybody is welcome",
  },
  {
    words: any(
      "genetic (?:test(?:ing|s)?|information|history)",
      "medical (?:history|records?|exam(?:ination)?)(?: (?:is )?required)?",
      "health (?:screening|questionnaire|check)",
      "vaccinated (?:only|tenants?)",
      "hiv (?:positive|negative|test)",
    ),
    level: "avoid",
    about: "medical condition or genetic information",
    reason: "asks about health",
    instead: "leave health out",
  },
  {
    words: any("master (?:bed(?:room)?|bath(?:room)?|suite)"),
    level: "careful",
    about: "race or color",
    reason: "many listing services ask for another word",
    instead: "primary",
  },
];

export const terms: Term[] = [...byClass, ...phrases];
