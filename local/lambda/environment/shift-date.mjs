const Native = Date
/** Differences below this are the time a message takes, not another clock. */
const SAME_CLOCK_MS = 50
let offset = 0

/** Makes `Date` tell the runtime's time, which is `runtimeNow` at this moment. */
export function shiftDate(runtimeNow) {
  moveTime(runtimeNow)
  const now = () => Native.now() + offset
  const Shifted = new Proxy(Native, {
    construct: (target, args, newTarget) => Reflect.construct(target, args.length > 0 ? args : [now()], newTarget),
    apply: () => new Native(now()).toString(),
    get: (target, key) => (key === 'now' ? now : Reflect.get(target, key)),
  })
  // So that `value.constructor === Date` stays true.
  Object.defineProperty(Native.prototype, 'constructor', { value: Shifted, writable: true, configurable: true })
  globalThis.Date = Shifted
}

export function moveTime(runtimeNow) {
  const difference = runtimeNow - Native.now()
  offset = Math.abs(difference) < SAME_CLOCK_MS ? 0 : difference
}
