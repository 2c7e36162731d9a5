import { describe, expect, it } from 'vitest'
import { type Cell, mountTable } from '#local/sagemaker/containers/mount-table.ts'

const CELL: Cell = {
  root: '/state/cell/root',
  optMl: '/state/job/ml',
  scratch: '/state/job/tmp',
  devices: '/state/cell/dev',
  hidden: '/state',
  needed: [],
  memoryKiB: 1024,
}
const mount = (path: string, options = 'rw,relatime') => `22 27 0:21 / ${path} ${options} - ext4 /dev/x rw`
const MACHINE = [mount('/usr', 'rw,nosuid,nodev'), mount('/'), mount('/proc'), mount('/tmp'), mount('/run/lock')].join(
  '\n',
)
const linesOf = (cell: Partial<Cell> = {}) =>
  mountTable({ ...CELL, ...cell }, MACHINE)
    .split('\n')
    .map((line) => line.split(' ').slice(0, 4))

describe('what a container sees', () => {
  it('is each of the machine’s file systems, read-only, from the outermost in, with the flags that may not be dropped', () => {
    expect(linesOf().slice(0, 2)).toEqual([
      ['/', '/state/cell/root/', 'none', 'rbind,ro'],
      ['/usr', '/state/cell/root/usr', 'none', 'rbind,ro,nosuid,nodev'],
    ])
    expect(linesOf().map(([source]) => source)).not.toContain('/run/lock')
  })

  it('has its own /opt/ml and /tmp to write to, and nothing of the runtime’s state', () => {
    const lines = linesOf()
    expect(lines).toContainEqual(['/state/job/ml', '/state/cell/root/opt/ml', 'none', 'bind,X-mount.mkdir'])
    expect(lines).toContainEqual(['/state/job/tmp', '/state/cell/root/tmp', 'none', 'bind'])
    expect(lines.at(-2)).toEqual(['tmpfs', '/state/cell/root/state', 'tmpfs', 'ro,size=4k'])
  })

  it('has what its command needs of /tmp, and still no state where that lies in there', () => {
    const lines = linesOf({ needed: ['venv'], hidden: '/tmp/venv/state' })
    expect(lines).toContainEqual(['/tmp/venv', '/state/cell/root/tmp/venv', 'none', 'rbind,ro'])
    expect(lines.at(-2)?.[1]).toBe('/state/cell/root/tmp/venv/state')
    expect(linesOf({ hidden: '/tmp/state' }).map(([, target]) => target)).not.toContain('/state/cell/root/tmp/state')
  })

  it('names paths with blanks as fstab does', () => {
    expect(linesOf({ optMl: '/state/my job/ml' })).toContainEqual([
      '/state/my\\040job/ml',
      '/state/cell/root/opt/ml',
      'none',
      'bind,X-mount.mkdir',
    ])
  })
})
