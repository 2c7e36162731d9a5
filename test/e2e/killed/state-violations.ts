import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { GetObjectCommand, ListObjectsV2Command } from '@aws-sdk/client-s3'
import type { World } from './world.ts'

/** Every object is whole, and what was acknowledged is there. */
export async function objects({ clients, started, caller }: World): Promise<string[]> {
  const found: string[] = []
  const Bucket = started.bucket
  const listed = new Set<string>()
  let ContinuationToken: string | undefined
  do {
    const page = await clients.s3.send(new ListObjectsV2Command({ Bucket, ContinuationToken }))
    for (const { Key, Size, ETag } of page.Contents ?? []) {
      listed.add(Key!)
      const { Body } = await clients.s3.send(new GetObjectCommand({ Bucket, Key }))
      const bytes = Buffer.from(await Body!.transformToByteArray())
      const md5 = createHash('md5').update(bytes).digest('hex')
      if (bytes.length !== Size || (ETag !== `"${md5}"` && !ETag!.includes('-'))) found.push(`${Key} is not whole`)
      const wanted = caller.objects.get(Key!)
      if (wanted && createHash('sha256').update(bytes).digest('hex') !== wanted)
        found.push(`${Key} is not what was put`)
    }
    ContinuationToken = page.NextContinuationToken
  } while (ContinuationToken)
  for (const key of caller.objects.keys()) if (!listed.has(key)) found.push(`${key} was put and is gone`)
  return found
}

/** SQLite finds its files sound. */
export function databases({ stateDir }: World): string[] {
  return ['state.db', 's3/index.db'].flatMap((name) => {
    const db = new DatabaseSync(join(stateDir, name), { readOnly: true })
    const rows = db.prepare('PRAGMA integrity_check').all() as { integrity_check: string }[]
    db.close()
    return rows
      .filter(({ integrity_check }) => integrity_check !== 'ok')
      .map((row) => `${name}: ${row.integrity_check}`)
  })
}

/** No process of a former life works on: each that knows the state folder descends from the runtime. */
export function processes({ stateDir, pid }: World): string[] {
  const found: string[] = []
  for (const name of readdirSync('/proc').filter((entry) => /^\d+$/.test(entry))) {
    try {
      const command = readFileSync(`/proc/${name}/cmdline`, 'utf8')
      if (!command.includes(stateDir)) continue
      if (!ancestors(name).includes(String(pid)) && Number(name) !== process.pid)
        found.push(`process ${name} has outlived its runtime: ${command.replaceAll('\0', ' ').slice(0, 200)}`)
    } catch {
      // It has just ended.
    }
  }
  return found
}

function ancestors(pid: string): string[] {
  const line: string[] = []
  for (let at = pid; at !== '0' && at !== '1'; ) {
    line.push(at)
    at = readFileSync(`/proc/${at}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ')[1]!
  }
  return line
}
