// Reads and writes times of RFC 3339 as seconds since 1970.
#ifndef RFC3339_H
#define RFC3339_H

#include "roomkey.h"

#define HOUR 3600LL
#define DAY (24 * HOUR)

// when reads a time; -1 if it is not one.
RK_API long long when(const char *text) {
  int year, month, day, hour, minute, read = 0;
  double second;
  if (sscanf(text, "%4d-%2d-%2dT%2d:%2d:%lf%n", &year, &month, &day, &hour, &minute, &second, &read) != 6) return -1;
  int east = 0, ahead = 0;
  char sign;
  if (sscanf(text + read, "%c%2d:%2d", &sign, &east, &ahead) == 3) east = (east * 60 + ahead) * (sign == '-' ? -1 : 1);
  year -= month <= 2; // Howard Hinnant's civil calendar
  long long of_era = year % 400, of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
  long long days = year / 400 * 146097LL + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
  return days * DAY + hour * HOUR + minute * 60 + (long long)second - east * 60LL;
}

// stamp writes a time in UTC, to the second.
RK_API char *stamp(long long at) {
  long long days = at / DAY + 719468, second = at % DAY, era = days / 146097, of_era = days % 146097;
  long long year = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
  long long of_year = of_era - (365 * year + year / 4 - year / 100), shifted = (5 * of_year + 2) / 153;
  long long day = of_year - (153 * shifted + 2) / 5 + 1, month = shifted < 10 ? shifted + 3 : shifted - 9;
  return rk_format("%04lld-%02lld-%02lldT%02lld:%02lld:%02lldZ", year + era * 400 + (month <= 2), month, day,
      second / HOUR, second / 60 % 60, second % 60);
}

#endif
