import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createKernel } from '#local/kernel/create-kernel.ts'
import type { Service } from '#local/kernel/kernel.ts'
import { createServices } from '#local/start.ts'
import { apiModel } from '#local/wire/model.ts'
import { unreadMembers } from './unread-members.ts'

export interface ServiceFacts {
  /** As in local/wire/models and in the runtime. */
  name: string
  /** Operations that a caller can use. */
  works: string[]
  /** Operations of AWS's model that are refused by name; undefined for a service that has no model here. */
  refused: string[] | undefined
  /** Members of inputs that are accepted and that no code of the service names, by operation. */
  unread: Record<string, string[]>
  /** The notes written by hand, without their heading; undefined where there are none. */
  notes: string | undefined
}

/** Where the notes of a service lie, when that is not the folder of its name. */
const FOLDERS: Readonly<Record<string, string>> = { apigatewayv2: 'httpapi', 'execute-api': 'httpapi' }

const notesFile = (folder: string) => new URL(`../local/${folder}/SUPPORT.md`, import.meta.url)

/** What every service of the runtime serves, asked of the services themselves, made in a folder that is thrown away. */
export async function supportFacts(): Promise<ServiceFacts[]> {
  return withServices((services) => services.map(factsOf).sort((a, b) => (a.name < b.name ? -1 : 1)))
}

/** Makes every service on a real kernel, and takes them down again. */
async function withServices<T>(use: (services: Service[]) => T | Promise<T>): Promise<T> {
  const stateDir = mkdtempSync(join(tmpdir(), 'trimtab-support-'))
  const kernel = createKernel({ stateDir })
  const services = createServices(kernel)
  for (const service of services) kernel.register(service)
  try {
    return await use(services)
  } finally {
    for (const service of services.toReversed()) await service.stop?.()
    kernel.clock.stop()
    kernel.store.close()
    rmSync(stateDir, { recursive: true, force: true })
  }
}

/** The notes of a folder of local/, without their heading. */
export function notesOf(folder: string): string | undefined {
  const file = notesFile(folder)
  return existsSync(file)
    ? readFileSync(file, 'utf8')
        .replace(/^# .*\n+/, '')
        .trim()
    : undefined
}

function factsOf({ name, operations }: Service): ServiceFacts {
  const works = Object.keys(operations).sort()
  const model = apiModel(name)
  const refused =
    model && [...Object.keys(model.operations), ...model.known].filter((operation) => !works.includes(operation)).sort()
  return { name, works, refused, unread: unreadMembers(name, works), notes: notesOf(FOLDERS[name] ?? name) }
}
