import { mkdirSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { DEVICES, mountTable } from './mount-table.ts'

const LEASH = fileURLToPath(new URL('./leash.sh', import.meta.url))
const ENTER = fileURLToPath(new URL('./enter.sh', import.meta.url))
const RELAY = fileURLToPath(new URL('./relay.mjs', import.meta.url))

/** In the container's /tmp. */
export const RELAY_SOCKET = 'relay.sock'

/** `relayed` has none but a socket in the container's /tmp, through which its port 8080 is reached. */
export type Network = 'shared' | 'none' | 'relayed'

export interface CellOptions {
  /** Becomes /opt/ml. What the cell needs beside it is made in its parent folder. */
  folder: string
  /** Becomes /tmp. */
  scratch: string
  /** The runtime's state, which the container must not see. */
  hidden: string
  memoryKiB: number
  network: Network
}

/** Prepares a container's cell; returns the command line that runs `command` in it, ending with this process. */
export function cell(command: string[], { folder, scratch, hidden, memoryKiB, network }: CellOptions): string[] {
  const place = join(dirname(folder), 'cell')
  const root = join(place, 'root')
  const devices = join(place, 'dev')
  const table = join(place, 'fstab')
  rmSync(place, { recursive: true, force: true })
  mkdirSync(root, { recursive: true })
  layOutDevices(devices)
  const needed = neededOfTmp(command)
  for (const name of needed) layOutMountPoint(join('/tmp', name), join(scratch, name))
  writeFileSync(table, mountTable({ root, optMl: folder, scratch, devices, hidden, needed, memoryKiB }))
  const net = network === 'relayed' ? `none:${process.execPath}:${RELAY}:${RELAY_SOCKET}` : network
  return [
    ...['setpriv', '--pdeathsig', 'KILL', '--', '/bin/sh', LEASH, String(process.pid)],
    ...['unshare', '--user', '--map-root-user', '--mount', '--pid', '--fork', '--kill-child', '--ipc', '--uts'],
    ...(network === 'shared' ? [] : ['--net']),
    ...['--', '/bin/sh', ENTER, String(memoryKiB), table, root, net, ...command],
  ]
}

/** The entries of /tmp that a word of the command leads into. */
function neededOfTmp(command: string[]): string[] {
  const names = command.flatMap((word) => /^\/tmp\/([^/]+)/.exec(word)?.[1] ?? [])
  return [...new Set(names)].filter((name) => statSync(join('/tmp', name), { throwIfNoEntry: false }))
}

function layOutMountPoint(shown: string, at: string): void {
  if (statSync(shown).isDirectory()) mkdirSync(at, { recursive: true })
  else writeFileSync(at, '')
}

function layOutDevices(folder: string): void {
  mkdirSync(join(folder, 'shm'), { recursive: true })
  for (const name of DEVICES) writeFileSync(join(folder, name), '')
  for (const [name, to] of Object.entries(DEVICE_LINKS)) symlinkSync(to, join(folder, name))
}

const DEVICE_LINKS = {
  fd: '/proc/self/fd',
  stdin: '/proc/self/fd/0',
  stdout: '/proc/self/fd/1',
  stderr: '/proc/self/fd/2',
}
