import type { Kernel } from '../kernel/kernel.ts'
import type { Table } from '../store/store.ts'

/** The parts of an API, with the members of API Gateway's own model. */
interface Api {
  ApiId: string
  Name: string
  ProtocolType: 'HTTP'
  CorsConfiguration?: CorsConfiguration
  DisableExecuteApiEndpoint?: boolean
  CreatedDate: string
}

export interface CorsConfiguration {
  AllowCredentials?: boolean
  AllowHeaders?: string[]
  AllowMethods?: string[]
  AllowOrigins?: string[]
  ExposeHeaders?: string[]
  MaxAge?: number
}

export interface Integration {
  ApiId: string
  IntegrationId: string
  IntegrationType: 'AWS_PROXY'
  IntegrationUri: string
  PayloadFormatVersion: '2.0'
  TimeoutInMillis: number
}

export interface Route {
  ApiId: string
  RouteId: string
  RouteKey: string
  AuthorizationType: 'NONE' | 'AWS_IAM'
  Target?: string
}

export interface Stage {
  ApiId: string
  StageName: string
  AccessLogSettings?: { DestinationArn?: string; Format?: string }
  StageVariables?: Record<string, string>
  DefaultRouteSettings?: RouteSettings
  /** By route key. */
  RouteSettings?: Record<string, RouteSettings>
}

export interface RouteSettings {
  DetailedMetricsEnabled?: boolean
  /** Requests at once. */
  ThrottlingBurstLimit?: number
  /** Requests a second, on average. */
  ThrottlingRateLimit?: number
}

export interface ApiParts {
  apis: Table<Api>
  integrations: Table<Integration>
  routes: Table<Route>
  stages: Table<Stage>
}

/** Parts of an API are keyed `<api>/<part>`. */
export const apiParts = (kernel: Kernel): ApiParts => ({
  apis: kernel.store.table('httpapi.apis'),
  integrations: kernel.store.table('httpapi.integrations'),
  routes: kernel.store.table('httpapi.routes'),
  stages: kernel.store.table('httpapi.stages'),
})

export function* ofApi<T extends { ApiId: string }>(table: Table<T>, apiId: string): Iterable<T> {
  for (const part of table.values()) if (part.ApiId === apiId) yield part
}
