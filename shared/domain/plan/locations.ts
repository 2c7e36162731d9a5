import type { PlanFacts, RunLocations } from '../plan-run.ts'

/** Name of the file that holds the hold-out's features; Transform appends `.out` for its answers. */
const holdoutFile = 'holdout.csv'

/** Where a run reads and writes. Everything it writes lies under one prefix, so it can be swept as a whole. */
export function runLocations(
  { bucket, recipe }: PlanFacts,
  names: { model: string; run: string; source: string; trainingJob: string; compared: boolean },
): RunLocations {
  const home = `s3://${bucket}/runs/${names.model}/${names.run}`
  return {
    data: `s3://${bucket}/${names.source}`,
    recipe: recipe.location,
    train: `${home}/prepared/train/`,
    validation: `${home}/prepared/validation/`,
    holdout: `${home}/prepared/holdout/`,
    holdoutFeatures: `${home}/prepared/holdout/features/${holdoutFile}`,
    holdoutLabels: `${home}/prepared/holdout/labels/labels.csv`,
    report: `${home}/prepared/report/schema.json`,
    modelArtifact: `${home}/model/${names.trainingJob}/output/model.tar.gz`,
    predictions: `${home}/evaluation/predictions/${holdoutFile}.out`,
    ...(names.compared && { championPredictions: `${home}/evaluation/champion/${holdoutFile}.out` }),
    evaluation: `${home}/evaluation/evaluation.json`,
    plan: `${home}/plan.json`,
  }
}

/** The folder of a location, with its closing slash. */
export function folderOf(location: string): string {
  return location.slice(0, location.lastIndexOf('/') + 1)
}
