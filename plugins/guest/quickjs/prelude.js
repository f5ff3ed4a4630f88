// Defines crm and console for a guest in JavaScript. It is evaluated before the guest's module. The host provides hostCall
// and hostLog; the prelude removes them and keeps its own references to the built-ins that it needs, so that a guest that
// changes built-ins can't break it.
(() => {
  const { hostCall, hostLog } = globalThis;
  delete globalThis.hostCall;
  delete globalThis.hostLog;
  const { parse, stringify } = JSON;
  const text = String;

  class CrmError extends Error {
    constructor({ code, message, retryable }) {
      super(message);
      this.name = 'CrmError';
      this.code = code;
      this.retryable = retryable === true;
    }
  }

  // call makes one host call. It returns the answer, or throws a CrmError.
  const call = (op, input = {}) => {
    const answer = hostCall(text(op), text(stringify(input)));
    const value = answer.length > 1 ? parse(answer.slice(1)) : undefined;
    if (answer[0] === '-') throw new CrmError(value);
    return value;
  };

  const show = (value) => {
    if (typeof value === 'string') return value;
    if (value instanceof Error) return value.stack ? `${value}\n${value.stack}` : text(value);
    if (typeof value !== 'object' || value === null) return text(value);
    try {
      return text(stringify(value));
    } catch {
      return text(value);
    }
  };
  const log = (...values) => {
    hostLog(values.map(show).join(' '));
  };

  const define = (name, value) => Object.defineProperty(globalThis, name,
    { value, writable: true, configurable: true });
  define('crm', Object.freeze({ call, CrmError }));
  define('console', { log, info: log, warn: log, error: log, debug: log });
})();
