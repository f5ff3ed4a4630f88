// Connects a plugin written in C with Roomkey. It gives access to the step's input, progress, records, proposals, the
// language model and the web.
//
//   #include "roomkey.h"
//
//   static bool greet(const rk_task *task) {
//     rk_json *listing = rk_get_record("listing", rk_text(rk_get(task->input, "id")));
//     if (!listing) return false; // the step fails with the server's message
//     rk_progress(50, rk_format("Reading %s", rk_text(rk_get(listing, "id"))), NULL);
//     return rk_output(rk_set(rk_object(), "owner", rk_get(listing, "owner")));
//   }
//
//   RK_STEPS({"greet", greet})
//
// Include it in one source file, which needs no main. A call that the server refuses returns NULL or false and sets
// rk_error; a step that returns false fails with rk_error. A step has its own process, so nothing is ever freed. A
// guest has no files, environment or sockets. It can do only what these calls offer, within the capabilities that the
// plugin's manifest asks for, the brokerage's grant and the caller's rights. Standard output and standard error are the
// author's log. Cancelling a task ends the guest immediately.
#ifndef ROOMKEY_H
#define ROOMKEY_H

#include <math.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define RK_API static __attribute__((unused))

// ---- JSON. Reading a missing value, or one of another kind, gives NULL, "", 0 or false.

typedef enum { RK_NULL, RK_FLAG, RK_NUMBER, RK_TEXT, RK_ARRAY, RK_OBJECT } rk_kind;

typedef struct rk_json rk_json;
struct rk_json {
  rk_kind kind;
  bool flag;
  double number;
  char *text;    // UTF-8, ended by a zero byte
  size_t length; // bytes of text; items or members
  rk_json **items;
  char **names; // of an object's members
  size_t capacity;
};

RK_API void *rk_alloc(size_t size) {
  void *p = calloc(1, size ? size : 1);
  if (!p) {
    fputs("out of memory\n", stderr);
    abort();
  }
  return p;
}

RK_API rk_json *rk_new(rk_kind kind) {
  rk_json *v = rk_alloc(sizeof *v);
  v->kind = kind;
  return v;
}

RK_API rk_json *rk_null(void) { return rk_new(RK_NULL); }
RK_API rk_json *rk_object(void) { return rk_new(RK_OBJECT); }
RK_API rk_json *rk_array(void) { return rk_new(RK_ARRAY); }

RK_API rk_json *rk_from_flag(bool flag) {
  rk_json *v = rk_new(RK_FLAG);
  v->flag = flag;
  return v;
}

RK_API rk_json *rk_from_number(double number) {
  rk_json *v = rk_new(RK_NUMBER);
  v->number = number;
  return v;
}

RK_API rk_json *rk_from_bytes(const char *text, size_t length) {
  rk_json *v = rk_new(RK_TEXT);
  v->text = rk_alloc(length + 1);
  memcpy(v->text, text, length);
  v->length = length;
  return v;
}

RK_API rk_json *rk_from_text(const char *text) { return rk_from_bytes(text, strlen(text)); }

RK_API bool rk_is_null(const rk_json *v) { return !v || v->kind == RK_NULL; }
RK_API bool rk_flag(const rk_json *v) { return v && v->kind == RK_FLAG && v->flag; }
RK_API double rk_number(const rk_json *v) { return v && v->kind == RK_NUMBER ? v->number : 0; }
RK_API const char *rk_text(const rk_json *v) { return v && v->kind == RK_TEXT ? v->text : ""; }

// rk_count returns the number of items or members.
RK_API size_t rk_count(const rk_json *v) { return v && v->kind >= RK_ARRAY ? v->length : 0; }

// rk_at returns the nth item or member, counted from 0.
RK_API rk_json *rk_at(const rk_json *v, size_t n) { return n < rk_count(v) ? v->items[n] : NULL; }

RK_API ptrdiff_t rk_find(const rk_json *v, const char *name) {
  for (size_t i = 0; v && v->kind == RK_OBJECT && i < v->length; i++)
    if (strcmp(v->names[i], name) == 0) return (ptrdiff_t)i;
  return -1;
}

// rk_get returns the member with a name.
RK_API rk_json *rk_get(const rk_json *v, const char *name) {
  ptrdiff_t i = rk_find(v, name);
  return i < 0 ? NULL : v->items[i];
}

RK_API void rk_append(rk_json *v, const char *name, rk_json *item) {
  if (v->length == v->capacity) {
    v->capacity = v->capacity ? 2 * v->capacity : 8;
    v->items = realloc(v->items, v->capacity * sizeof *v->items);
    v->names = realloc(v->names, v->capacity * sizeof *v->names);
    if (!v->items || !v->names) abort();
  }
  v->names[v->length] = name ? rk_from_text(name)->text : NULL;
  v->items[v->length++] = item ? item : rk_null();
}

// rk_set sets a member of an object (NULL: null), and returns the object.
RK_API rk_json *rk_set(rk_json *object, const char *name, rk_json *value) {
  ptrdiff_t i = rk_find(object, name);
  if (i < 0)
    rk_append(object, name, value);
  else
    object->items[i] = value ? value : rk_null();
  return object;
}

RK_API rk_json *rk_set_text(rk_json *o, const char *name, const char *text) {
  return rk_set(o, name, rk_from_text(text));
}
RK_API rk_json *rk_set_number(rk_json *o, const char *name, double number) {
  return rk_set(o, name, rk_from_number(number));
}
RK_API rk_json *rk_set_flag(rk_json *o, const char *name, bool flag) { return rk_set(o, name, rk_from_flag(flag)); }

// rk_push appends to an array, and returns the array.
RK_API rk_json *rk_push(rk_json *array, rk_json *item) {
  rk_append(array, NULL, item);
  return array;
}

// rk_format formats a text as printf does.
__attribute__((format(printf, 1, 2))) RK_API char *rk_format(const char *format, ...) {
  va_list args, again;
  va_start(args, format);
  va_copy(again, args);
  int n = vsnprintf(NULL, 0, format, args);
  char *text = rk_alloc((size_t)(n < 0 ? 0 : n) + 1);
  vsnprintf(text, (size_t)(n < 0 ? 0 : n) + 1, format, again);
  va_end(again);
  va_end(args);
  return text;
}

typedef struct {
  char *text;
  size_t length, capacity;
} rk_buffer;

RK_API void rk_put(rk_buffer *b, const char *text, size_t length) {
  if (b->length + length > b->capacity) {
    b->capacity = 2 * (b->length + length) + 64;
    if (!(b->text = realloc(b->text, b->capacity))) abort();
  }
  memcpy(b->text + b->length, text, length);
  b->length += length;
}

RK_API void rk_put_text(rk_buffer *b, const char *text, size_t length) {
  rk_put(b, "\"", 1);
  for (size_t i = 0; i < length; i++) {
    unsigned char c = (unsigned char)text[i];
    if (c == '"' || c == '\\')
      rk_put(b, (char[]){'\\', (char)c}, 2);
    else if (c < 0x20)
      rk_put(b, rk_format("\\u%04x", c), 6);
    else
      rk_put(b, text + i, 1);
  }
  rk_put(b, "\"", 1);
}

RK_API void rk_put_number(rk_buffer *b, double n) {
  char text[32];
  if (!isfinite(n))
    strcpy(text, "null"); // JSON has no such number
  else if (n == trunc(n) && fabs(n) < 1e15)
    snprintf(text, sizeof text, "%lld", (long long)n);
  else if (snprintf(text, sizeof text, "%.15g", n), strtod(text, NULL) != n)
    snprintf(text, sizeof text, "%.17g", n);
  rk_put(b, text, strlen(text));
}

RK_API void rk_put_json(rk_buffer *b, const rk_json *v) {
  switch (v->kind) {
    case RK_NULL: rk_put(b, "null", 4); return;
    case RK_FLAG: rk_put(b, v->flag ? "true" : "false", v->flag ? 4 : 5); return;
    case RK_NUMBER: rk_put_number(b, v->number); return;
    case RK_TEXT: rk_put_text(b, v->text, v->length); return;
    default: break;
  }
  bool named = v->kind == RK_OBJECT;
  rk_put(b, named ? "{" : "[", 1);
  for (size_t i = 0; i < v->length; i++) {
    if (i) rk_put(b, ",", 1);
    if (named) {
      rk_put_text(b, v->names[i], strlen(v->names[i]));
      rk_put(b, ":", 1);
    }
    rk_put_json(b, v->items[i]);
  }
  rk_put(b, named ? "}" : "]", 1);
}

// rk_write returns a value as JSON, ended by a zero byte.
RK_API char *rk_write(const rk_json *v) {
  rk_buffer b = {0};
  rk_put_json(&b, v);
  rk_put(&b, "", 1);
  return b.text;
}

typedef struct {
  const char *at; // the text ends with a zero byte, which no rule accepts
} rk_parser;

RK_API char rk_next(rk_parser *p) {
  while (*p->at == ' ' || *p->at == '\n' || *p->at == '\r' || *p->at == '\t') p->at++;
  return *p->at;
}

RK_API int rk_hex(rk_parser *p) {
  int code = 0;
  for (int i = 0; i < 4; i++, p->at++) {
    char c = *p->at;
    if (c >= '0' && c <= '9')
      code = code << 4 | (c - '0');
    else if ((c | 32) >= 'a' && (c | 32) <= 'f')
      code = code << 4 | ((c | 32) - 'a' + 10);
    else
      return -1;
  }
  return code;
}

RK_API void rk_put_rune(rk_buffer *b, int c) {
  if (c < 0x80)
    rk_put(b, (char[]){(char)c}, 1);
  else if (c < 0x800)
    rk_put(b, (char[]){(char)(0xc0 | c >> 6), (char)(0x80 | (c & 63))}, 2);
  else if (c < 0x10000)
    rk_put(b, (char[]){(char)(0xe0 | c >> 12), (char)(0x80 | (c >> 6 & 63)), (char)(0x80 | (c & 63))}, 3);
  else
    rk_put(b, (char[]){(char)(0xf0 | c >> 18), (char)(0x80 | (c >> 12 & 63)), (char)(0x80 | (c >> 6 & 63)),
      (char)(0x80 | (c & 63))}, 4);
}

// rk_parse_escape reads the characters after a backslash. Half of a surrogate pair becomes U+FFFD.
RK_API bool rk_parse_escape(rk_parser *p, rk_buffer *b) {
  static const char escapes[] = "\"\\/bfnrt", meanings[] = "\"\\/\b\f\n\r\t";
  const char *known = *p->at ? strchr(escapes, *p->at) : NULL;
  if (known) {
    p->at++;
    rk_put(b, &meanings[known - escapes], 1);
    return true;
  }
  if (*p->at++ != 'u') return false;
  int code = rk_hex(p);
  if (code < 0) return false;
  if (code >= 0xd800 && code < 0xdc00 && p->at[0] == '\\' && p->at[1] == 'u') {
    rk_parser ahead = {p->at + 2};
    int low = rk_hex(&ahead);
    if (low >= 0xdc00 && low < 0xe000) {
      p->at = ahead.at;
      code = 0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00);
    }
  }
  rk_put_rune(b, code >= 0xd800 && code < 0xe000 ? 0xfffd : code);
  return true;
}

RK_API rk_json *rk_parse_text(rk_parser *p) {
  rk_buffer b = {0};
  for (p->at++; *p->at != '"';) {
    if ((unsigned char)*p->at < 0x20) return NULL;
    if (*p->at == '\\') {
      p->at++;
      if (!rk_parse_escape(p, &b)) return NULL;
    } else
      rk_put(&b, p->at++, 1);
  }
  p->at++;
  return rk_from_bytes(b.text ? b.text : "", b.length);
}

RK_API rk_json *rk_parse_number(rk_parser *p) {
  const char *digits = p->at + (*p->at == '-');
  // strtod also accepts inf, nan and hexadecimal
  if (*digits < '0' || *digits > '9' || (digits[1] | 32) == 'x') return NULL;
  char *end;
  double number = strtod(p->at, &end);
  if (end == p->at || !isfinite(number)) return NULL;
  p->at = end;
  return rk_from_number(number);
}

RK_API rk_json *rk_parse_value(rk_parser *p, int depth) {
  char c = rk_next(p);
  if (c == '"') return rk_parse_text(p);
  if (c == '-' || (c >= '0' && c <= '9')) return rk_parse_number(p);
  if (!strncmp(p->at, "null", 4)) return p->at += 4, rk_null();
  if (!strncmp(p->at, "true", 4)) return p->at += 4, rk_from_flag(true);
  if (!strncmp(p->at, "false", 5)) return p->at += 5, rk_from_flag(false);
  if ((c != '{' && c != '[') || depth > 200) return NULL;
  rk_json *v = rk_new(c == '{' ? RK_OBJECT : RK_ARRAY);
  char end = c == '{' ? '}' : ']';
  p->at++;
  if (rk_next(p) == end) return p->at++, v;
  for (;;) {
    rk_json *name = NULL;
    if (v->kind == RK_OBJECT) {
      if (rk_next(p) != '"' || !(name = rk_parse_text(p)) || rk_next(p) != ':') return NULL;
      p->at++;
    }
    rk_json *item = rk_parse_value(p, depth + 1);
    if (!item) return NULL;
    rk_append(v, name ? name->text : NULL, item);
    c = rk_next(p);
    if (c != end && c != ',') return NULL;
    p->at++;
    if (c == end) return v;
  }
}

// rk_parse parses JSON that is ended by a zero byte; NULL if it is not JSON.
RK_API rk_json *rk_parse(const char *text) {
  rk_parser p = {text};
  rk_json *v = rk_parse_value(&p, 0);
  return v && rk_next(&p) == 0 ? v : NULL;
}

// ---- The server.

typedef enum {
  RK_OK,
  RK_DENIED,       // the manifest, the grant or the caller's rights do not allow it
  RK_INVALID,      // the request does not fit its schema
  RK_NOT_FOUND,    // it does not exist, or the caller may not know of it
  RK_CONFLICT,     // someone else's change came first
  RK_TOO_LARGE,    // over a limit on bytes or items
  RK_RATE_LIMITED, // over a limit on calls or tokens
  RK_UNAVAILABLE,  // no model is configured, or the other side does not answer
  RK_CANCELLED,    // the task has been cancelled
  RK_UNSUPPORTED,  // this server does not know the operation
  RK_SUSPENDED,    // the plugin has crashed too often
  RK_INTERNAL,     // the server failed
} rk_code;

// rk_error is the last refusal of a call, or the failure that was passed to rk_failed.
static struct {
  rk_code code;
  const char *op;      // records.get
  const char *message; // a message for the user
  bool retryable;      // the same request may succeed later
} rk_error;

// rk_failed reports a step's own failure: return rk_failed("…", false). Retryable: another attempt may succeed.
RK_API bool rk_failed(const char *message, bool retryable) {
  rk_error.code = RK_INVALID;
  rk_error.op = "";
  rk_error.message = message;
  rk_error.retryable = retryable;
  return false;
}

__attribute__((import_module("crm_v1"), import_name("call"))) int32_t rk_host_call(const char *op, int32_t op_length,
  const char *in, int32_t in_length);
__attribute__((import_module("crm_v1"), import_name("read"))) int32_t rk_host_read(char *to, int32_t capacity);

RK_API void rk_refused(const char *op, const rk_json *why) {
  static const char *const codes[] = {"", "denied", "invalid", "not_found", "conflict", "too_large", "rate_limited",
    "unavailable", "cancelled", "unsupported", "suspended"};
  rk_error.code = RK_INTERNAL;
  for (int i = RK_DENIED; i < RK_INTERNAL; i++)
    if (!strcmp(rk_text(rk_get(why, "code")), codes[i])) rk_error.code = (rk_code)i;
  rk_error.op = op;
  rk_error.message = why ? rk_text(rk_get(why, "message")) : "unreadable answer";
  rk_error.retryable = rk_flag(rk_get(why, "retryable"));
}

// rk_call calls an operation by name; the functions below call the usual ones.
RK_API rk_json *rk_call(const char *op, const rk_json *in) {
  const char *request = rk_write(in);
  int32_t n = rk_host_call(op, (int32_t)strlen(op), request, (int32_t)strlen(request));
  if (n == 0) return rk_null(); // there is no input
  char *answer = rk_alloc((size_t)(n < 0 ? -n : n) + 1);
  rk_host_read(answer, n < 0 ? -n : n);
  rk_json *v = rk_parse(answer);
  if (n >= 0 && v) return v;
  rk_refused(op, v);
  return NULL;
}

// rk_task is one attempt at one step.
typedef struct {
  const char *step;
  int attempt;           // 1 for the first attempt
  const rk_json *caller; // {user, role, broker} of the user on whose behalf the task runs
  rk_json *input;        // the server has checked that it fits the JSON Schema in plugin.json
  rk_json *resume;       // the data of an earlier attempt's last checkpoint, or null
  bool dry_run;          // a trial: the server drops what the step proposes, so the output must say what would happen
} rk_task;

// rk_checkpoint saves all proposals so far, together with data for the next attempt.
RK_API bool rk_checkpoint(rk_json *data) { return rk_call("task.checkpoint", rk_set(rk_object(), "data", data)); }

// rk_progress reports the progress, 0 to 100, to the people in the task's room, with a partial result or NULL. The
// server keeps 5 reports per second and always the last one. A refused report does not stop the step.
RK_API void rk_progress(double percent, const char *message, rk_json *partial) {
  rk_json *in = rk_set_text(rk_set_number(rk_object(), "percent", percent), "message", message);
  rk_call("task.progress", partial ? rk_set(in, "partial", partial) : in);
}

// rk_output sets the step's result, an object that fits the step's output schema. The last one counts.
RK_API bool rk_output(const rk_json *result) { return rk_call("task.output", result); }

// rk_get_record returns {id, type, owner, team, visibility, fields, private?, createdAt, updatedAt} as REST shows it to
// the caller. Money is in cents. It has private fields only if plugin.json asks for them: "listing.private".
RK_API rk_json *rk_get_record(const char *type, const char *id) {
  return rk_call("records.get", rk_set_text(rk_set_text(rk_object(), "type", type), "id", id));
}

// rk_get_shared is rk_get_record without the private fields: the task may then say and apply more.
RK_API rk_json *rk_get_shared(const char *type, const char *id) {
  rk_json *in = rk_set_text(rk_set_text(rk_object(), "type", type), "id", id);
  return rk_call("records.get", rk_set_flag(in, "shared", true));
}

// rk_base64 decodes base64 text and adds its bytes to a buffer.
RK_API void rk_base64(rk_buffer *to, const char *text) {
  static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  uint32_t bits = 0;
  int count = 0;
  for (const char *at; *text && (at = strchr(digits, *text)); text++) {
    bits = bits << 6 | (uint32_t)(at - digits);
    if ((count += 6) >= 8) rk_put(to, (char[]){(char)(bits >> (count -= 8))}, 1);
  }
}

// rk_read_file returns the content of a file that the task's caller has sent by POST /files, and its size in *size; a
// zero byte follows it. id must be a value in the step's input. Code RK_NOT_FOUND: it is not, or the file has expired.
RK_API char *rk_read_file(const char *id, size_t *size) {
  for (rk_buffer content = {0};;) {
    rk_json *in = rk_set_number(rk_set_text(rk_object(), "file", id), "offset", (double)content.length);
    rk_json *piece = rk_call("files.read", in);
    if (!piece) return NULL;
    size_t before = content.length;
    rk_base64(&content, rk_text(rk_get(piece, "data")));
    if (content.length < rk_number(rk_get(piece, "size")) && content.length > before) continue;
    *size = content.length;
    rk_put(&content, "", 1);
    return content.text;
  }
}

// rk_query returns {items: [record], next: cursor or null} for
// {type, q?, filter?: {field: value or {gte: value}}, sort?, limit?, cursor?, archived?, deleted?, shared?}.
// Records that changed after the first page come again at the end; tell them apart by id.
RK_API rk_json *rk_query(const rk_json *query) { return rk_call("records.query", query); }

// rk_ids is a set of record ids: a hash table that is at least half empty.
typedef struct {
  const char **slots;
  size_t count, capacity;
} rk_ids;

// rk_add_id adds an id, which must stay where it is, and returns whether it is new.
RK_API bool rk_add_id(rk_ids *ids, const char *id) {
  if (ids->capacity <= 2 * ids->count) {
    rk_ids larger = {NULL, 0, ids->capacity ? 2 * ids->capacity : 1024};
    larger.slots = rk_alloc(larger.capacity * sizeof *larger.slots);
    for (size_t i = 0; i < ids->capacity; i++)
      if (ids->slots[i]) rk_add_id(&larger, ids->slots[i]);
    free(ids->slots);
    *ids = larger;
  }
  uint32_t hash = 2166136261u; // FNV-1a
  for (const char *c = id; *c; c++) hash = (hash ^ (unsigned char)*c) * 16777619u;
  size_t at = hash % ids->capacity;
  for (; ids->slots[at]; at = (at + 1) % ids->capacity)
    if (!strcmp(ids->slots[at], id)) return false;
  ids->slots[at] = id;
  ids->count++;
  return true;
}

// rk_query_all returns every record that a query finds, each once although a page may have one again, as an array.
RK_API rk_json *rk_query_all(rk_json *query) {
  rk_json *records = rk_array();
  rk_ids seen = {0};
  for (;;) {
    rk_json *page = rk_query(query);
    if (!page) return NULL;
    rk_json *items = rk_get(page, "items");
    for (size_t i = 0; i < rk_count(items); i++)
      if (rk_add_id(&seen, rk_text(rk_get(rk_at(items, i), "id")))) rk_push(records, rk_at(items, i));
    if (rk_is_null(rk_get(page, "next"))) return records;
    rk_set(query, "cursor", rk_get(page, "next"));
  }
}

// rk_propose proposes [{type, id?, fields?, private?, note?}], all or none, and returns [{record, type}]. Fields are
// merge patches (RFC 7396). A note is added to the record's notes and needs the capability "TYPE.notes".
RK_API rk_json *rk_propose(rk_json *changes) {
  return rk_get(rk_call("records.propose", rk_set(rk_object(), "changes", changes)), "proposals");
}

// rk_complete returns the language model's text for [{role, content}]; schema, or NULL, is the JSON Schema of the
// answer. RK_UNAVAILABLE: no model is configured, so use rules instead.
RK_API const char *rk_complete(rk_json *messages, bool stream, rk_json *schema) {
  rk_json *in = rk_set_flag(rk_set(rk_object(), "messages", messages), "stream", stream);
  rk_json *answer = rk_call("llm.complete", schema ? rk_set(in, "schema", schema) : in);
  return answer ? rk_text(rk_get(answer, "text")) : NULL;
}

// rk_fetch returns {status, headers, body} for {url, method?, headers?, body?}; the server replaces {{secret:NAME}}.
RK_API rk_json *rk_fetch(const rk_json *request) { return rk_call("http.fetch", request); }

typedef struct {
  const char *name; // as in plugin.json
  bool (*run)(const rk_task *task);
} rk_step;

// rk_run runs the step that the server asks for.
RK_API int rk_run(const rk_step *steps, size_t count) {
  rk_json *asked = rk_call("task.input", rk_object());
  if (!asked) return 1;
  rk_task task = {rk_text(rk_get(asked, "step")), (int)rk_number(rk_get(asked, "attempt")), rk_get(asked, "caller"),
    rk_get(asked, "input"), rk_get(asked, "checkpoint"), rk_flag(rk_get(asked, "dryRun"))};
  bool done = rk_failed(rk_format("the plugin has no step named \"%s\"", task.step), false);
  for (size_t i = 0; i < count; i++)
    if (!strcmp(steps[i].name, task.step)) done = steps[i].run(&task);
  if (!done) {
    rk_json *failure = rk_set_text(rk_object(), "message", rk_error.message);
    rk_call("task.fail", rk_set_flag(failure, "retryable", rk_error.retryable));
  }
  return 0;
}

// RK_STEPS lists the plugin's steps, and defines main: RK_STEPS({"score", score}, {"explain", explain}).
#define RK_STEPS(...)                                        \
  int main(void) {                                           \
    static const rk_step steps[] = {__VA_ARGS__};            \
    return rk_run(steps, sizeof steps / sizeof steps[0]);    \
  }

#endif
