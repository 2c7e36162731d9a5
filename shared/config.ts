/** All that the functions read from their environment; serverless.yml and infra/functions.yml set it. */
export const config = {
  stage: () => read('TRIMTAB_STAGE'),
  bucket: () => read('TRIMTAB_BUCKET'),
  ledger: () => read('TRIMTAB_LEDGER'),
  region: () => read('AWS_REGION'),
  account: () => read('TRIMTAB_ACCOUNT'),
  lifecycleMachine: () => read('TRIMTAB_LIFECYCLE_MACHINE'),
  rollbackMachine: () => read('TRIMTAB_ROLLBACK_MACHINE'),
  switchMachine: () => read('TRIMTAB_SWITCH_MACHINE'),
  scoreMachine: () => read('TRIMTAB_SCORE_MACHINE'),
  wakeQueue: () => read('TRIMTAB_WAKE_QUEUE'),
  processingImage: () => read('TRIMTAB_PROCESSING_IMAGE'),
  roles: () => ({
    prepare: read('TRIMTAB_PREPARE_ROLE'),
    train: read('TRIMTAB_TRAIN_ROLE'),
    serve: read('TRIMTAB_SERVE_ROLE'),
  }),
  schedules: () => ({
    group: read('TRIMTAB_SCHEDULE_GROUP'),
    role: read('TRIMTAB_SCHEDULE_ROLE'),
    target: read('TRIMTAB_SCHEDULE_TARGET'),
    switchTarget: read('TRIMTAB_SCHEDULE_SWITCH_TARGET'),
    deadLetters: read('TRIMTAB_SCHEDULE_DEAD_LETTERS'),
  }),
}

function read(name: string): string {
  const value = process.env[name]
  if (!value) throw new Error(`the environment variable ${name} is not set`)
  return value
}
