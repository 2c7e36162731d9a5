import type { ResourceType } from '../resource-type.ts'

export const httpApi: ResourceType = {
  withoutEffect: ['Tags'],
  async put({ call }, properties, previous) {
    const { Name, ProtocolType, CorsConfiguration, Description } = properties
    const input = { Name, CorsConfiguration, Description }
    const api = previous
      ? await call('apigatewayv2', 'UpdateApi', { ...input, ApiId: previous.made.ref })
      : await call('apigatewayv2', 'CreateApi', { ...input, ProtocolType })
    return { ref: api.ApiId, attributes: { ApiId: api.ApiId, ApiEndpoint: api.ApiEndpoint } }
  },
  remove: ({ call }, made) => call('apigatewayv2', 'DeleteApi', { ApiId: made.ref }),
}

/** Integrations, routes and stages: parts of an API, each with an id of its own. */
const partOf = (kind: 'Integration' | 'Route' | 'Stage', id: string): ResourceType => ({
  withoutEffect: ['Tags'],
  async put({ call }, properties, previous) {
    const { Tags: _, ...input } = properties
    if (input.TimeoutInMillis) input.TimeoutInMillis = Number(input.TimeoutInMillis)
    const part = previous
      ? await call('apigatewayv2', `Update${kind}`, { ...input, [id]: previous.made.ref })
      : await call('apigatewayv2', `Create${kind}`, input)
    return { ref: part[id], attributes: { [id]: part[id] } }
  },
  remove: ({ call }, made, { ApiId }) =>
    call('apigatewayv2', `Delete${kind}`, { ApiId, [id]: made.ref }).catch(() => {}),
})

export const httpApiIntegration = partOf('Integration', 'IntegrationId')
export const httpApiRoute = partOf('Route', 'RouteId')
export const httpApiStage = partOf('Stage', 'StageName')
