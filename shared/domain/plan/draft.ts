import type { Tag } from '@aws-sdk/client-sagemaker'
import type { Manifest } from '#shared/manifest/manifest.ts'
import { jobName } from '../names.ts'
import type { PlanFacts, PlanInput, RunLocations } from '../plan-run.ts'
import { runLocations } from './locations.ts'

/** What every request of one run is made from. */
export interface Draft {
  manifest: Manifest
  manifestVersion: string
  run: string
  attempt: number
  facts: PlanFacts
  locations: RunLocations
  image: string
  recipeFile: string
  recipeHash: string
  /** Name of the resource of this run and attempt that does one step. */
  name: (step: string) => string
  tags: Tag[]
}

export function draftOf(
  input: PlanInput,
  settled: Pick<Draft, 'image' | 'recipeFile' | 'recipeHash'> & { compared: boolean },
): Draft {
  const { manifest, manifestVersion, runId: run, attempt, facts } = input
  const name = (step: string) => jobName(facts.stage, run, step, attempt)
  const source = String(manifest.data.source)
  const { compared, ...rest } = settled
  const locations = runLocations(facts, { model: manifest.model, run, source, trainingJob: name('train'), compared })
  const tags = [...lineTags(facts.stage, manifest.model), { Key: 'trimtab:run', Value: run }]
  return { manifest, manifestVersion, run, attempt, facts, locations, name, tags, ...rest }
}

/** Tags of what outlives a run: a run's tag on it would have it swept with the run. */
export function lineTags(stage: string, model: string): Tag[] {
  return [
    { Key: 'trimtab:stage', Value: stage },
    { Key: 'trimtab:model', Value: model },
  ]
}
