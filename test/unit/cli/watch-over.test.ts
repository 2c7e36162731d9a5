import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { expect, it } from 'vitest'
import { GIVEN_UP } from '#cli/simulate/watch-over.ts'

const WATCH_OVER = new URL('../../../cli/simulate/watch-over.ts', import.meta.url)

/** How a process ends that is watched over. */
async function endOf(patience: object, doing: string) {
  const source = `import { watchOver } from '${WATCH_OVER}'
    const over = watchOver(${JSON.stringify(patience)})
    ${doing}`
  const child = spawn(process.execPath, ['-e', source], {
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  const [code, signal] = await once(child, 'exit')
  return { code, signal }
}

it.each([
  ['loops', { cpuSeconds: 0.5, idleSeconds: 1000 }, 'for (;;);'],
  ['waits for what never comes', { cpuSeconds: 1000, idleSeconds: 1 }, 'setInterval(() => {}, 1e6)'],
  [
    'waits, without a turn, for what never comes',
    { cpuSeconds: 1000, idleSeconds: 1 },
    `await new Promise((resume) => setTimeout(resume, 500))
     Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)`,
  ],
] as const)('gives up a process that %s', async (_, patience, doing) => {
  expect(await endOf(patience, doing)).toEqual({ code: null, signal: GIVEN_UP })
})

it('leaves one that is done alone', async () => {
  expect(await endOf({ cpuSeconds: 1000, idleSeconds: 1 }, 'await over()')).toEqual({ code: 0, signal: null })
})
