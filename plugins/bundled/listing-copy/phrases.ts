// How a text turns people away, or says who is preferred. The phrases are expressions on folded text (fold.ts).

const kind = "(?:small |young |little |loud |noisy |minor |school age |older |new |single |additional |more )?";
const others =
  "(?:(?:pets?|dogs?|cats?|animals?|smok(?:ing|ers?)|drugs?|part(?:y|ies)|children|kids|students|couples) (?:or |and |nor )?(?:no )?){0,2}";
const refused = "(?:allowed|permitted|welcomed?|accepted|wanted|considered|admitted|invited)";
const good =
  "(?:perfect|ideal|great|best|suitable|suited|designed|made|wonderful|excellent|good|right|meant|intended|appropriate|recommended|geared|perfectly suited|tailored)";

/** "no …", "… not allowed" and the like, for each of some words for people. */
export function excluding(people: string[]): string[] {
  const all = `${kind}(?:${people.join("|")})`;
  return [
    `no ${others}(?:more )?${all}`,
    `(?:not|never|un) ?(?:really |very )?${good} (?:for|to) (?:any |the )?${all}`,
    `unsuitable for ${all}`,
    `(?:not|no) (?:a |an |the |really )*(?:right |good |best )?(?:place|house|home|building|property|unit|apartment|community|complex) for ${all}`,
    `(?:households?|homes?|couples?|persons?|people|tenants?|those|any ?one|some ?one) without (?:any )?${all}`,
    `${all} (?:are |is |will be )?(?:not|never|no longer) (?:be )?${refused}`,
    `${all} (?:arent|isnt|cant be|cannot be|wont be) ${refused}`,
    `${all} (?:are |is )?(?:unwelcome|prohibited|excluded|forbidden|banned|discouraged)`,
    `${all} need not apply`,
    `(?:do|does|will|can|may|must|shall|we) ?not (?:\\w+ )?(?:accept|allow|permit|want|rent to|sell to|lease to|take|have|be rented to|show to)(?: any)? ${all}`,
    `(?:dont|doesnt|wont|cant|cannot) (?:accept|allow|permit|want|rent to|sell to|lease to|take|have)(?: any)? ${all}`,
    `(?:refuses?|excludes?|excluding|prohibits?|bans?|except|anyone (?:but|except)|without any) ${all}`,
    `free of ${all}`,
    `sorry no ${all}`,
  ];
}

/** "… only", "ideal for …" and the like, for each of some words for people. */
export function preferring(people: string[]): string[] {
  const who = people.join("|");
  const like = "growing |young |large |small |nice |quiet |single |older |mature |busy |working |active ";
  const all = `(?:${like})?(?:${who})`;
  const counted = `(?:one|two|three|[123]) ${all}`;
  const some = `(?:(?:a |an |the |any |all )?${all}|${counted})`;
  return [
    `(?:${who}) (?:only|preferred|desired|wanted|sought|required|oriented|a must)`,
    // "Only one family has owned it" says who lived there.
    `(?:only|strictly|exclusively)(?: for)? (?:a |an |the |any |all )?${all}`,
    `(?:only|strictly|exclusively) for ${counted}`,
    `(?:only|strictly|exclusively) ${counted} (?:(?:are |is )?${refused}|please|may|can)`,
    `(?:prefer(?:ably|s|red|ring)?|preference (?:is )?(?:given )?(?:to|for)|favou?rs|reserved for|restricted to|limited to|looking for|seeking|attention|calling all|wanted|attracts|caters to) ${some}`,
    `(?<!not )(?<!un)${good} for ${some}`,
    `must be ${some}`,
    `for ${some} only`,
  ];
}
