import { join } from 'node:path'

/** The folder SageMaker calls `/opt/ml`; `SAGEMAKER_BASE_DIR` names another where `/opt/ml` cannot be mounted. */
const baseDir = (env: NodeJS.ProcessEnv = process.env) => env['SAGEMAKER_BASE_DIR'] || '/opt/ml'

export const inBaseDir = (...parts: string[]) => join(baseDir(), ...parts)
