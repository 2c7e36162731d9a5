import type { ResourceType } from '../resource-type.ts'

const TABLE = [
  'AttributeDefinitions',
  'KeySchema',
  'BillingMode',
  'ProvisionedThroughput',
  'GlobalSecondaryIndexes',
  'LocalSecondaryIndexes',
]

/** Made once; a table with other keys or indexes needs another name. */
export const dynamodbTable: ResourceType = {
  withoutEffect: [
    'PointInTimeRecoverySpecification',
    'SSESpecification',
    'DeletionProtectionEnabled',
    'TableClass',
    'Tags',
  ],
  async put({ kernel, call, generatedName }, properties, previous) {
    const TableName = properties.TableName ?? previous?.made.ref ?? generatedName(255)
    const made = { ref: TableName, attributes: { Arn: kernel.arn('dynamodb', `table/${TableName}`) } }
    const ttl = properties.TimeToLiveSpecification
    if (previous && previous.made.ref === TableName) {
      if (shapeOf(previous.properties) !== shapeOf(properties))
        throw new Error(
          `${TableName}: keys and indexes of a table do not change here. Remove the state folder, or rename the table.`,
        )
      return made
    }
    const input = Object.fromEntries(TABLE.filter((key) => key in properties).map((key) => [key, properties[key]]))
    await call('dynamodb', 'CreateTable', { TableName, ...input }).catch((error) => {
      if (error.code !== 'ResourceInUseException') throw error
    })
    if (ttl) await call('dynamodb', 'UpdateTimeToLive', { TableName, TimeToLiveSpecification: ttl })
    return made
  },
  remove: ({ call }, made) => call('dynamodb', 'DeleteTable', { TableName: made.ref }),
}

const shapeOf = (properties: any) => JSON.stringify(TABLE.map((key) => properties[key]))
