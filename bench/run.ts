import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { projectRoot } from '#cli/connection/local-runtime.ts'
import { ensurePackaged } from '#cli/runtime/ensure-packaged.ts'
import { bundles } from './bundles.ts'
import { demo } from './demo.ts'
import { invocations } from './invocations.ts'
import { startLoop } from './loop.ts'
import { page } from './page.ts'
import { putToRequest } from './put-to-request.ts'
import { runtimeStart } from './runtime-start.ts'
import { transitions } from './transitions.ts'

const RUNS = 20
const LOADS = 7
const STARTS = 5
const REQUESTS = 4000

const say = (text: string) => process.stderr.write(`${text}\n`)

say('packaging')
const { packageDir } = await ensurePackaged(projectRoot)
say(`starting the runtime ${STARTS * 2} times`)
const starts = await runtimeStart(STARTS)
say(`${RUNS + 1} runs of a small model line`)
const loop = await startLoop()
const reaction = await putToRequest(loop, RUNS)
const billed = await transitions(loop)
say('asking its endpoint')
const asked = [await invocations(loop, 1, REQUESTS), await invocations(loop, 16, REQUESTS)]
await loop.stop()
say('the demo')
const shown = demo()
say(`loading every function ${LOADS * 2} times`)
const functions = await bundles(packageDir, LOADS)

const file = join(projectRoot, 'docs/performance.md')
writeFileSync(file, page({ functions, loads: LOADS, starts, reaction, billed, demo: shown, asked, requests: REQUESTS }))
say(`written to ${file}`)
