export type ObjectiveName =
  | 'reg:squarederror'
  | 'reg:logistic'
  | 'binary:logistic'
  | 'count:poisson'
  | 'multi:softmax'
  | 'multi:softprob'

export type MetricName = 'rmse' | 'mae' | 'logloss' | 'error' | 'auc' | 'poisson-nloglik' | 'mlogloss' | 'merror'

/** Training parameters under XGBoost's names; numbers are checked. */
export interface Parameters {
  objective: ObjectiveName
  num_class: number
  num_round: number
  eta: number
  max_depth: number
  subsample: number
  colsample_bytree: number
  colsample_bylevel: number
  colsample_bynode: number
  lambda: number
  alpha: number
  gamma: number
  min_child_weight: number
  max_delta_step: number
  scale_pos_weight: number
  max_bin: number
  /** Undefined: estimated from the labels, as XGBoost 2 and later do. */
  base_score: number | undefined
  eval_metric: MetricName[]
  early_stopping_rounds: number | undefined
  seed: number
  /** 0: as many threads as the machine offers. */
  nthread: number
}
