const Native = Date
/** Differences below this are the time a message takes, not another clock. */
const SAME_CLOCK_MS = 50
let told = { now: 0, pace: 1, at: 0 }

const now = () => Math.floor(told.now + (Native.now() - told.at) * told.pace)

/** Makes `Date` tell the runtime's time: `now` at this moment, and `pace` times as fast as the machine's. */
export function shiftDate(time) {
  moveTime(time)
  const Shifted = new Proxy(Native, {
    construct: (target, args, newTarget) => Reflect.construct(target, args.length > 0 ? args : [now()], newTarget),
    apply: () => new Native(now()).toString(),
    get: (target, key) => (key === 'now' ? now : Reflect.get(target, key)),
  })
  // So that `value.constructor === Date` stays true.
  Object.defineProperty(Native.prototype, 'constructor', { value: Shifted, writable: true, configurable: true })
  globalThis.Date = Shifted
}

export function moveTime(time) {
  const at = Native.now()
  const same = time.pace === 1 && Math.abs(time.now - at) < SAME_CLOCK_MS
  told = same ? { now: at, pace: 1, at } : { ...time, at }
}
