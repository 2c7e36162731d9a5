import { dropImpliedDependencies } from './implied-dependencies.ts'

interface Framework {
  service: { provider: { compiledCloudFormationTemplate: { Resources: Record<string, object> } } }
}

/** A plugin of the framework: what is done to the whole template before it is written. */
export default class Packaging {
  readonly hooks: Record<string, () => void>

  constructor(framework: Framework) {
    this.hooks = {
      'after:aws:package:finalize:mergeCustomProviderResources': () =>
        dropImpliedDependencies(framework.service.provider.compiledCloudFormationTemplate.Resources),
    }
  }
}
