import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { projectRoot } from '#cli/connection/local-runtime.ts'
import { ensurePackaged } from '#cli/runtime/ensure-packaged.ts'
import { aslEngine } from './asl-engine.ts'
import { bundles } from './bundles.ts'
import { chainOnMinistack } from './chain.ts'
import { demo } from './demo.ts'
import { startLoop } from './loop.ts'
import { matching } from './matching.ts'
import { page } from './page.ts'
import { installPeers } from './peers/install.ts'
import { putToRequest } from './put-to-request.ts'
import { restoring } from './restoring.ts'
import { runtimeStart } from './runtime-start.ts'
import { scaling } from './scaling.ts'
import { serving } from './serving.ts'
import { trainer } from './trainer.ts'
import { transitions } from './transitions.ts'
import { wireExecutions } from './wire-executions.ts'

const ROUNDS = 5
const RUNS = 20
const RUNS_ON_PEER = 10
const LOADS = 7

const say = (text: string) => process.stderr.write(`${text}\n`)

say('packaging, and what is compared with')
const { packageDir } = await ensurePackaged(projectRoot)
installPeers()
say('state machines in process')
const engine = await aslEngine(ROUNDS)
say('state machines through the wire')
const wire = await wireExecutions(ROUNDS)
say('matching events')
const matched = await matching(ROUNDS)
say('the trainer')
const trained = await trainer(ROUNDS)
say('starting the runtime')
const starts = await runtimeStart(ROUNDS)
say(`${RUNS + 1} runs of a small model line, and ${RUNS_ON_PEER + 1} on ministack`)
const loop = await startLoop()
const reaction = await putToRequest(loop, RUNS)
const billed = await transitions(loop)
const reactionOnPeer = await chainOnMinistack(packageDir, RUNS_ON_PEER)
await loop.stop()
say('a real-time endpoint')
const served = await serving(ROUNDS)
say('bad versions taken back')
const restored = await restoring()
say('the demo')
const shown = demo()
say(`loading every function ${LOADS * 2} times`)
const functions = await bundles(packageDir, LOADS)
say('scaling policies over traces')
const scaled = scaling()

const compared = { engine, wire, matched, trained, starts, reaction, reactionOnPeer, served, functions }
const file = join(projectRoot, 'docs/performance.md')
writeFileSync(file, page({ ...compared, rounds: ROUNDS, loads: LOADS, billed, demo: shown, scaled, restored }))
say(`written to ${file}`)
