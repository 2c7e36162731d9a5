import { eventInvokeConfiguration } from '../event-invoke-config.ts'
import { findFunction } from '../find-function.ts'
import type { Operation } from '../lambda.ts'
import { markerPage } from '../marker-page.ts'

export const listFunctionEventInvokeConfigs: Operation =
  ({ kernel }) =>
  (input) => {
    const fn = findFunction(kernel, input)
    const { items, NextMarker } = markerPage(Object.entries(fn.eventInvokeConfigs), ([qualifier]) => qualifier, input)
    const configs = items.map(([qualifier, config]) => eventInvokeConfiguration(kernel, fn, qualifier, config))
    return { FunctionEventInvokeConfigs: configs, NextMarker }
  }
