import { optimised } from './optimised.ts'

export const DYNAMODB_ACTIONS = ['getItem', 'putItem', 'updateItem', 'deleteItem']

/** `dynamodb:getItem` and its like. */
export const dynamodbItem = (action: string) =>
  optimised(
    {
      type: 'dynamodb',
      action,
      service: 'dynamodb',
      operation: action[0]!.toUpperCase() + action.slice(1),
      spelling: { prefix: 'DynamoDB', fallback: 'AmazonDynamoDBException', service: 'AmazonDynamoDBv2' },
    },
    'request',
  )
