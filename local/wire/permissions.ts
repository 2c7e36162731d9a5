import type { Permission, Service } from '../kernel/kernel.ts'
import { SERVICES } from './services.ts'

/** What a call must be allowed: what the service says of itself, else the operation's own action on everything. */
export function permissionsOf(service: Service, operation: string, input: unknown): Permission[] {
  if (service.permissions) return service.permissions(operation, input ?? {})
  return [{ action: `${SERVICES[service.name]?.iamPrefix ?? service.name}:${operation}`, resource: '*' }]
}
