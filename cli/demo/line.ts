import { join } from 'node:path'
import { parseDocument } from 'yaml'
import type { ApplyAnswer } from '#shared/domain/api-answers.ts'
import { projectRoot } from '../connection/local-runtime.ts'
import { readModelFolder } from '../model-folder.ts'
import { type Clients, MODEL } from './clients.ts'

export const lineFolder = join(projectRoot, 'models', MODEL)

/**
 * Long enough that no upload of a month is taken for two, however busy the machine: time hurries only while nothing is
 * in flight, so it is over soon after the last notification has been dealt with.
 */
const QUIET_PERIOD = '30s'

/** Applies the line as it is in the repository, but for how it waits for files, and maybe how versions come to traffic. */
export function applyLine({ api }: Clients, rollout?: object): Promise<ApplyAnswer> {
  const { text, files } = readModelFolder(lineFolder, projectRoot)
  const document = parseDocument(text)
  document.setIn(['data', 'quietPeriod'], QUIET_PERIOD)
  if (rollout) document.setIn(['deploy', 'rollout'], document.createNode(rollout))
  return api.request<ApplyAnswer>('PUT', ['models', MODEL], { manifest: String(document), files })
}
