// Preloaded into a real relspec (`NODE_OPTIONS=--import=…`): its clock is `RELSPEC_CLOCK_BY` milliseconds off, from the reading on
// that `RELSPEC_CLOCK_FROM` names. Time that is measured and not told (`performance.now`, timers) stays as it is.
const by = Number(process.env["RELSPEC_CLOCK_BY"] ?? 0);
let before = Number(process.env["RELSPEC_CLOCK_FROM"] ?? 0);
const Real = Date;

const now = (): number => Real.now() + (before-- > 0 ? 0 : by);

if (by !== 0)
  globalThis.Date = new Proxy(Real, {
    construct: (target, given, asked: typeof Date) =>
      Reflect.construct(target, given.length === 0 ? [now()] : given, asked) as Date,
    apply: () => new Real(now()).toString(),
    get: (target, name) => (name === "now" ? now : Reflect.get(target, name)),
  });
