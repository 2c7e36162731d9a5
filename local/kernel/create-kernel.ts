import { createHmac, randomBytes, randomUUID } from 'node:crypto'
import { EventEmitter } from 'node:events'
import { resolve } from 'node:path'
import type { Clock } from '../clock/clock.ts'
import { RealClock } from '../clock/real-clock.ts'
import { siteOf } from '../faults/call-site.ts'
import { type Faults, noFaults } from '../faults/faults.ts'
import { killPoint } from '../faults/kill-point.ts'
import { resourcePolicyOf } from '../iam/resource-policy-of.ts'
import { Store } from '../store/store.ts'
import { permissionsOf } from '../wire/permissions.ts'
import { validateInput } from '../wire/validate-input.ts'
import { AwsError } from './aws-error.ts'
import type { Credentials, Kernel, Principal, Service } from './kernel.ts'

interface Session {
  roleArn: string
  sessionName: string
  expiresAt?: number
}

export interface KernelOptions {
  stateDir: string
  clock?: Clock
  account?: string
  region?: string
  /** What goes wrong on purpose; nothing without it. */
  faults?: Faults
}

/** The operator's keys of every local runtime. */
export const LOCAL_KEYS = { accessKeyId: 'trimtab', secretAccessKey: 'trimtab' } as const

export function createKernel(options: KernelOptions): Kernel {
  const account = options.account ?? '000000000000'
  const region = options.region ?? 'ap-southeast-1'
  const stateDir = resolve(options.stateDir)
  const store = new Store(stateDir)
  const clock = options.clock ?? new RealClock()
  const root: Principal = { kind: 'root', arn: `arn:aws:iam::${account}:root` }
  const bus = new EventEmitter().setMaxListeners(0)
  const services = new Map<string, Service>()
  // Session secrets are derived from one persisted seed, so that keys issued before a restart still hold after it.
  const settings = store.table<string>('settings')
  const seed = settings.get('seed') ?? randomBytes(16).toString('hex')
  settings.put('seed', seed)
  const sessions = store.table<Session>('sessions')
  const on = (name: string) => (listener: (...args: any[]) => void) => {
    bus.on(name, listener)
    return () => void bus.off(name, listener)
  }

  const sessionOf = (roleArn: string, sessionName: string): Principal => ({
    kind: 'role',
    arn: `arn:aws:sts::${account}:assumed-role/${roleArn.split('/').at(-1)}/${sessionName}`,
    roleArn,
    sessionName,
  })
  const sessionCredentials = (accessKeyId: string, { roleArn, sessionName, expiresAt }: Session): Credentials => ({
    accessKeyId,
    // Most callers want the principal alone.
    get secretAccessKey() {
      return createHmac('sha256', seed).update(accessKeyId).digest('base64url')
    },
    get sessionToken() {
      return createHmac('sha256', seed).update(`token ${accessKeyId}`).digest('base64')
    },
    ...(expiresAt !== undefined && { expiresAt }),
    principal: sessionOf(roleArn, sessionName),
  })

  const kernel: Kernel = {
    account,
    region,
    clock,
    store,
    stateDir,
    endpoint: '',
    connect: () => {
      throw new Error('there is no server yet')
    },
    faults: options.faults ?? noFaults,
    root,
    evaluate: () => {},
    trust: () => {},

    async call(name, operation, input, principal) {
      const service = services.get(name)
      const handler = service?.operations[operation]
      if (!service || !handler)
        throw new AwsError('NotImplemented', `${name}:${operation} is not served by the local runtime.`, 501)
      validateInput(name, operation, input)
      kernel.authorize(principal, permissionsOf(service, operation, input))
      return clock.during(async () => {
        killPoint()
        const output = await kernel.faults.around(siteOf(name, operation, principal), () =>
          handler(input, { principal, requestId: randomUUID(), sourceIp: '127.0.0.1' }),
        )
        killPoint()
        return output
      })
    },

    authorize(principal, permissions) {
      // Only the deny of a resource's policy holds for the operator too.
      for (const permission of permissions)
        if (principal.kind !== 'root' || resourcePolicyOf(kernel, permission.resource))
          kernel.evaluate(principal, permission)
    },

    assumeRole(service, roleArn, sessionName, sourceArn) {
      kernel.trust(service, roleArn, sourceArn)
      return sessionOf(roleArn, sessionName)
    },

    issueCredentials(roleArn, sessionName, expiresAt) {
      const named = [roleArn, sessionName, expiresAt].filter((part) => part !== undefined).join(' ')
      const accessKeyId = `ASIA${createHmac('sha256', seed).update(named).digest('hex').slice(0, 16).toUpperCase()}`
      const session = { roleArn, sessionName, ...(expiresAt !== undefined && { expiresAt }) }
      if (!sessions.has(accessKeyId)) sessions.put(accessKeyId, session)
      return sessionCredentials(accessKeyId, session)
    },

    findCredentials(accessKeyId) {
      if (accessKeyId === LOCAL_KEYS.accessKeyId) return { ...LOCAL_KEYS, principal: root }
      const session = sessions.get(accessKeyId)
      return session && sessionCredentials(accessKeyId, session)
    },

    emit(event) {
      killPoint()
      bus.emit('event', event)
      killPoint()
    },
    onEvent: on('event'),
    metric: (datum) => void bus.emit('metric', datum),
    onMetric: on('metric'),
    log: (group, stream, message) => void bus.emit('log', group, stream, message, clock.now()),
    onLog: on('log'),

    register(service) {
      services.set(service.name, service)
    },
    service: (name) => services.get(name),
    services: () => services.values(),
    requestId: () => randomUUID(),
    arn: (service, resource) => `arn:aws:${service}:${region}:${account}:${resource}`,
  }
  return kernel
}
