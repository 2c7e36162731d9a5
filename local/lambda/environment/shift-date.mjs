const Native = Date
let offset = 0

/** Makes `Date` tell the runtime's time: the machine's, moved by `ms`. */
export function shiftDate(ms) {
  offset = ms
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

export function moveTime(ms) {
  offset = ms
}
