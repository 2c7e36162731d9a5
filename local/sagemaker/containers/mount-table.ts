import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'

export interface Cell {
  /** Where the container's root directory is put together. */
  root: string
  /** Becomes /opt/ml. */
  optMl: string
  /** Becomes /tmp. */
  scratch: string
  /** Becomes /dev; has an empty file for each device that a container is given, and `shm`. */
  devices: string
  /** Not to be seen: the state of the runtime. */
  hidden: string
  /** What of the machine's /tmp the command needs, by name. */
  needed: string[]
  memoryKiB: number
}

export const DEVICES = ['null', 'zero', 'full', 'random', 'urandom', 'tty']

/** Below these a container sees its own, or nothing. */
const OWN = ['/proc', '/dev', '/run', '/tmp', '/opt', '/sys/fs/cgroup']
/** Of /run: where names are resolved, and where programs lie on NixOS. */
const NEEDED_OF_RUN = ['/run/systemd/resolve', '/run/current-system']
/** The operator's keys. */
const SECRETS = ['.aws', '.ssh', '.gnupg'].map((name) => join(homedir(), name))
/** A bind mount must repeat these where its source has them. */
const LOCKED = ['nosuid', 'nodev', 'noexec']

/**
 * What a container sees, in the form of fstab(5): the machine read-only, its own /opt/ml, /tmp and /dev, and neither
 * the runtime's state nor the sockets of the machine's services.
 */
export function mountTable(cell: Cell, mountInfo = readFileSync('/proc/self/mountinfo', 'utf8')): string {
  const { root, optMl, scratch, devices, hidden, needed, memoryKiB } = cell
  const lines: [source: string, target: string, type: string, options: string][] = []
  const show = (path: string, target: string, options: string) =>
    lines.push([path, join(root, target), 'none', options])
  const cover = (target: string, options: string) => lines.push(['tmpfs', join(root, target), 'tmpfs', options])

  for (const { path, flags } of mountsOf(mountInfo))
    if (!OWN.some((own) => isWithin(path, own)) && !isWithin(path, hidden) && existsSync(path))
      show(path, path, ['rbind', 'ro', ...flags].join(','))
  if (existsSync('/sys/fs/cgroup')) cover('/sys/fs/cgroup', 'ro,size=4k')
  show(devices, '/dev', 'bind')
  for (const device of DEVICES) show(`/dev/${device}`, `/dev/${device}`, 'bind')
  cover('/dev/shm', `size=${memoryKiB}k`)
  cover('/run', 'size=64k,mode=755')
  for (const path of NEEDED_OF_RUN) if (existsSync(path)) show(path, path, 'rbind,ro,X-mount.mkdir')
  cover('/opt', 'size=64k,mode=755')
  for (const path of entriesOf('/opt')) if (path !== '/opt/ml') show(path, path, 'rbind,ro,X-mount.mkdir')
  show(optMl, '/opt/ml', 'bind,X-mount.mkdir')
  show(scratch, '/tmp', 'bind')
  for (const name of needed) show(`/tmp/${name}`, `/tmp/${name}`, 'rbind,ro')
  for (const path of SECRETS) if (!isWithin(path, '/tmp') && existsSync(path)) cover(path, 'ro,size=4k')
  if (!isWithin(hidden, '/tmp') || needed.some((name) => isWithin(hidden, `/tmp/${name}`))) cover(hidden, 'ro,size=4k')
  return lines.map((line) => `${line.map(escaped).join(' ')} 0 0\n`).join('')
}

/** The mounts of this process, each after those that it lies in. */
function mountsOf(mountInfo: string): { path: string; flags: string[] }[] {
  return mountInfo
    .trim()
    .split('\n')
    .map((line) => {
      const [, , , , path, options] = line.split(' ')
      const flags = options!.split(',').filter((option) => LOCKED.includes(option))
      return { path: path!.replace(/\\([0-7]{3})/g, (_, code) => String.fromCharCode(Number.parseInt(code, 8))), flags }
    })
    .sort((one, other) => one.path.length - other.path.length)
}

const entriesOf = (folder: string) =>
  existsSync(folder)
    ? readdirSync(folder)
        .map((name) => join(folder, name))
        .filter((path) => statSync(path, { throwIfNoEntry: false })?.isDirectory())
    : []

const isWithin = (path: string, folder: string) => path === folder || path.startsWith(`${folder}/`)

const escaped = (field: string) =>
  field.replace(/[\s\\]/g, (character) => `\\${character.charCodeAt(0).toString(8).padStart(3, '0')}`)
