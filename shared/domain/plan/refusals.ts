import { notYetSupported } from '#shared/manifest/not-yet-supported.ts'
import { problemOf } from '#shared/manifest/objective.ts'
import { endpointName } from '../names.ts'
import type { PlanInput } from '../plan-run.ts'
import { xgboostImage } from '../xgboost-image.ts'
import { recipeFileOf } from './comparison.ts'

/** Every reason why no plan can be made; empty when one can. */
export function refusals(input: PlanInput): string[] {
  const { manifest, facts } = input
  const reasons = notYetSupported(manifest)
  const recipe = recipeFileOf(manifest)
  if (recipe && !facts.recipe.files.includes(recipe)) {
    reasons.push(`the recipe ${recipe} is missing: it was not applied together with model.yaml`)
  }
  if (facts.data.objects === 0) {
    reasons.push(`there is no data under s3://${facts.bucket}/${String(manifest.data.source)}`)
  } else if (facts.data.bytes === 0) {
    reasons.push(`every file under s3://${facts.bucket}/${String(manifest.data.source)} is empty`)
  }
  if (!servedImage(input) && manifest.train.algorithm === 'xgboost') {
    reasons.push(`SageMaker has no built-in XGBoost ${manifest.train.version} in ${facts.region}`)
  }
  if (!problemOf(manifest)) reasons.push('it is not known what the model predicts: set evaluate.problem')
  return [...reasons, ...endpointInTheWay(input)]
}

/** The image that trains and serves; undefined when there is none. */
export function servedImage({ manifest, facts }: PlanInput): string | undefined {
  const { train } = manifest
  return train.algorithm === 'image' ? train.image : xgboostImage(facts.region, train.version)
}

/** What stands against an update of the endpoint that there is. */
function endpointInTheWay({ manifest, facts }: PlanInput): string[] {
  const { endpoint, champion } = facts
  const { mode, rollout } = manifest.deploy
  if (!endpoint || mode === 'batch') return []
  const name = endpointName(facts.stage, manifest.model)
  const reasons: string[] = []
  if (endpoint.mode && endpoint.mode !== mode) {
    reasons.push(
      `the endpoint ${name} serves in mode ${endpoint.mode}, and no update takes it to ${mode} and back again: delete the endpoint, then run again, or give mode ${mode} a model line of its own`,
    )
  }
  if (!updatable.has(endpoint.status) && !(manifest.scale && scalable.has(endpoint.status))) {
    const next = endpoint.status === 'Failed' ? 'delete it, then run again' : 'run again when it is at rest'
    reasons.push(`the endpoint is ${endpoint.status} and takes no update: ${next}`)
  } else if (rollout.type === 'judged' && endpoint.configName !== champion?.endpointConfigName) {
    const known = champion ? `the champion, version ${champion.version}, has another` : 'there is no champion'
    reasons.push(
      `the endpoint ${name} serves the config ${endpoint.configName}, and ${known}: nothing can be judged beside it; go back to a known version, or deploy once with rollout.type: all-at-once`,
    )
  }
  return reasons
}

/** SageMaker takes an update only for an endpoint at rest; a failed one can only be deleted. */
const updatable = new Set(['InService', 'OutOfService', 'UpdateRollbackFailed'])

/** One that scales is often on its way to another size, which the deployment waits for. */
const scalable = new Set(['Updating', 'SystemUpdating'])
