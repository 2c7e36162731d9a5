import { rmSync } from 'node:fs'
import type { VirtualClock } from '#local/clock/virtual-clock.ts'
import { seedProcess } from '#local/faults/seeded-process.ts'
import { Actor } from './actor.ts'
import { filesAtOnce } from './files-at-once.ts'
import { type HistoryLine, historyOf } from './history.ts'
import { check, unsettled, type Violation } from './invariants/check.ts'
import { type Action, scenarioOf } from './scenario.ts'
import { Traffic } from './traffic.ts'
import { WitnessedFaults } from './witnessed-faults.ts'
import { World } from './world.ts'

/** Which of a seed's events happen; without it all that the seed draws. */
export interface Selection {
  /** Places in the scenario's list of actions. */
  actions: number[]
  /** Names of faults. */
  faults: string[]
}

export interface Outcome {
  seed: number
  violations: Violation[]
  /** What happened, as a selection that brings it about again. */
  selection: Selection
  runs: number
  /** Hours of the simulated clock. */
  hours: number
  history: HistoryLine[]
}

export interface Place {
  stateDir: string
  packageDir: string
}

const MINUTE = 60_000
/** A step of the time in which all comes to rest: the sweeper comes every five minutes. */
const STEP = 10 * MINUTE
const LONGEST_REST = 40 * 60 * MINUTE

/**
 * Runs the service through what a seed draws, on a virtual clock in this process, until it has come to rest; then checks
 * every invariant. The process takes its chance from the seed from here on, and waits for its files.
 */
export async function simulate(seed: number, { stateDir, packageDir }: Place, selection?: Selection): Promise<Outcome> {
  seedProcess(seed)
  filesAtOnce()
  const scenario = scenarioOf(seed)
  const chosen = selection?.actions ?? scenario.actions.map((_, index) => index)
  const actions = chosen.map((index) => scenario.actions[index]!)
  let faults!: WitnessedFaults
  const makeFaults = (clock: () => VirtualClock) => {
    faults = new WitnessedFaults({ seed, rules: scenario.rules, clock, ...(selection && { only: selection.faults }) })
    return faults
  }
  const world = new World({ stateDir, packageDir, start: scenario.start, faults: makeFaults })
  const actor = new Actor(world)
  const traffic = new Traffic(world)
  rmSync(stateDir, { recursive: true, force: true })
  await world.start()
  try {
    traffic.flow()
    await happen(world, actor, traffic, actions, scenario.start, scenario.lengthMs)
    faults.over = true
    traffic.calm = true
    await comeToRest(world, actor)
    const facts = await world.facts()
    const violations = check(facts, {
      accepted: actor.accepted,
      served: world.served,
      answers: { lost: traffic.lost, crashed: faults.crashed },
      removed: actor.removed,
    })
    const hours = (world.clock.now() - scenario.start) / (60 * MINUTE)
    const history = await historyOf(world, actor, facts)
    const runs = facts.ledger.runs.length
    return { seed, violations, selection: { actions: chosen, faults: faults.injected }, runs, hours, history }
  } finally {
    await world.stop()
    rmSync(stateDir, { recursive: true, force: true })
  }
}

/** Each action at its time. A restart ends what the clock held, so what comes later is set after it. */
async function happen(
  world: World,
  actor: Actor,
  traffic: Traffic,
  actions: Action[],
  start: number,
  lengthMs: number,
): Promise<void> {
  const restart = actions.findIndex(({ act }) => act === 'restart')
  const before = restart < 0 ? actions : actions.slice(0, restart)
  for (const action of before)
    world.clock.after(start + action.at - world.clock.now(), () => void actor.perform(action))
  const found = actions[restart]
  if (found?.act !== 'restart') return world.clock.advance(start + lengthMs - world.clock.now())
  await world.clock.advance(Math.max(0, start + found.at - world.clock.now()))
  await world.restart(found.downMs)
  traffic.flow()
  await happen(world, actor, traffic, actions.slice(restart + 1), start, lengthMs)
}

/** Nothing goes wrong any more, people answer what they are asked, and operators look after what was put aside. */
async function comeToRest(world: World, actor: Actor): Promise<void> {
  const until = world.clock.now() + LONGEST_REST
  let quiet = 0
  world.clock.after(0, () => void actor.endSchedules())
  while (quiet < 3 && world.clock.now() < until) {
    world.clock.after(MINUTE, () => void actor.redrive())
    world.clock.after(2 * MINUTE, () => void actor.answer(true))
    world.clock.after(2 * MINUTE, () => void actor.openGates())
    await world.clock.advance(STEP)
    const left = unsettled(await world.facts({ payloads: false, owners: false }))
    quiet = left.length === 0 ? quiet + 1 : 0
  }
}
