import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { eventually, GENTOO, type Loop, penguinsCsv, startLoop } from './support/loop.ts'

describe('a runtime on a state folder', () => {
  let stateDir: string
  let loop: Loop | undefined

  beforeEach(() => {
    stateDir = mkdtempSync(join(tmpdir(), 'trimtab-e2e-'))
  })
  afterEach(async () => {
    await loop?.stop()
    loop = undefined
    rmSync(stateDir, { recursive: true, force: true })
  })

  it.each(['Prepare the data', 'Train the model', 'Score the candidate', 'Deploy the version'])(
    'that stops while it is at "%s" ends the run after its next start, and serves',
    async (state) => {
      loop = await startLoop({ stateDir })
      await loop.apply('penguins')
      await loop.put('data/penguins/first.csv', penguinsCsv())
      const executionArn = await eventually(async () => {
        const [run] = await loop!.runs('penguins')
        expect(run?.executionArn).toBeDefined()
        return run!.executionArn!
      })
      await eventually(async () => expect(await lastEntered(loop!, executionArn)).toBe(state))
      await loop.stop()

      loop = await startLoop({ stateDir })
      const run = await loop.ended('penguins', 1)
      expect(run, run.reason).toMatchObject({ status: 'deployed', version: 1, executionArn })
      const answer = await loop.ask('penguins', GENTOO)
      expect(answer.indexOf(Math.max(...answer))).toBe(2)
      expect(await loop.runs('penguins')).toHaveLength(1)
    },
  )

  it('serves again what it served, under the same address of the API', async () => {
    loop = await startLoop({ stateDir })
    const { apiUrl, endpoint } = loop.service
    await loop.apply('penguins')
    await loop.put('data/penguins/first.csv', penguinsCsv())
    await loop.ended('penguins', 1)
    const before = await loop.ask('penguins', GENTOO)
    const decisions = await loop.decisions('penguins')
    await loop.stop()

    loop = await startLoop({ stateDir, port: Number(new URL(endpoint).port) })
    expect(loop.service.apiUrl).toBe(apiUrl)
    expect(await eventually(() => loop!.ask('penguins', GENTOO))).toEqual(before)
    expect(await loop.decisions('penguins')).toEqual(decisions)
  })

  it('is the only one there; a second start says who has it, and what to do', async () => {
    loop = await startLoop({ stateDir })
    await expect(startLoop({ stateDir })).rejects.toThrow(
      new RegExp(`in use by another runtime \\(process ${process.pid}\\).*--state`),
    )
    expect((await fetch(`${loop.service.apiUrl}/models`)).status, 'the first one lives on').toBe(403)
    expect(await loop.api.request('GET', ['models'])).toEqual({ models: [] })
  })

  it('needs a port of its own; one in use is named, and the folder is free again', async () => {
    const other = createServer()
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve))
    const { port } = other.address() as AddressInfo
    await expect(startLoop({ stateDir, port })).rejects.toThrow(new RegExp(`[Pp]ort ${port} is in use.*--port`))
    await new Promise((resolve) => other.close(resolve))
    loop = await startLoop({ stateDir, port })
    expect(loop.service.endpoint).toBe(`http://127.0.0.1:${port}`)
  })
})

async function lastEntered({ service: { kernel } }: Loop, executionArn: string): Promise<string | undefined> {
  const asked = { executionArn, reverseOrder: true, maxResults: 20 }
  const { events } = await kernel.call('stepfunctions', 'GetExecutionHistory', asked, kernel.root)
  const entered = (events as { type: string; stateEnteredEventDetails?: { name: string } }[]).find(({ type }) =>
    type.endsWith('StateEntered'),
  )
  return entered?.stateEnteredEventDetails?.name
}
