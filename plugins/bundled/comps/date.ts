/** Days since 1970 of a date YYYY-MM-DD; 0 if it is not a date. By Howard Hinnant's civil calendar. */
export function days(date: string): i32 {
  if (date.length < 10) return 0;
  let year = <i32>parseInt(date.substring(0, 4), 10);
  const month = <i32>parseInt(date.substring(5, 7), 10);
  const day = <i32>parseInt(date.substring(8, 10), 10);
  if (month <= 2) year--;
  const ofEra = year % 400;
  const ofYear = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
  return (year / 400) * 146097 + ofEra * 365 + ofEra / 4 - ofEra / 100 + ofYear - 719468;
}

/** The date of a day since 1970. */
export function date(day: i32): string {
  const shifted = day + 719468;
  const era = shifted / 146097;
  const ofEra = shifted % 146097;
  const year = (ofEra - ofEra / 1460 + ofEra / 36524 - ofEra / 146096) / 365;
  const ofYear = ofEra - (365 * year + year / 4 - year / 100);
  const month = (5 * ofYear + 2) / 153;
  const dayOfMonth = ofYear - (153 * month + 2) / 5 + 1;
  const calendar = month < 10 ? month + 3 : month - 9;
  return (
    (year + era * 400 + (calendar <= 2 ? 1 : 0)).toString() +
    "-" +
    calendar.toString().padStart(2, "0") +
    "-" +
    dayOfMonth.toString().padStart(2, "0")
  );
}
