-- Features of a scheduled flight, and whether it was late by more than 15 minutes.
--
-- What is known of airports and routes counts only days before the flight's own: a rate that saw the flight itself, or
-- others of that day, would hand the answer to the model, and no client could compute it before departure. Days to
-- come are split off as a whole for the same reason: the last fifth of the days is the hold-out, the eighth before it
-- is for validation.
WITH flights AS (
  SELECT
    date::DATE AS day,
    hour(date) + minute(date) / 60 AS hour,
    isodow(date) AS weekday,
    month(date) AS month,
    distance,
    origin,
    destination,
    (delay > 15)::INT AS late
  FROM input
  WHERE delay IS NOT NULL AND date IS NOT NULL
),

-- Flights and late flights per day, then of all days before.
days AS (
  SELECT
    day,
    sum(sum(late)) OVER earlier / sum(count(*)) OVER earlier AS late_rate,
    percent_rank() OVER (ORDER BY day) AS position
  FROM flights
  GROUP BY day
  WINDOW earlier AS (ORDER BY day ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)
),

origins AS (
  SELECT origin, day, sum(count(*)) OVER earlier AS flights, sum(sum(late)) OVER earlier AS late
  FROM flights
  GROUP BY origin, day
  WINDOW earlier AS (PARTITION BY origin ORDER BY day ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)
),

destinations AS (
  SELECT destination, day, sum(count(*)) OVER earlier AS flights, sum(sum(late)) OVER earlier AS late
  FROM flights
  GROUP BY destination, day
  WINDOW earlier AS (PARTITION BY destination ORDER BY day ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)
),

routes AS (
  SELECT origin, destination, day, sum(count(*)) OVER earlier AS flights, sum(sum(late)) OVER earlier AS late
  FROM flights
  GROUP BY origin, destination, day
  WINDOW earlier AS (PARTITION BY origin, destination ORDER BY day ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)
),

-- Airports with more than a fiftieth of all flights; they tell how the model does at hubs, and are no feature.
hubs AS (
  SELECT origin, count(*) > 0.02 * sum(count(*)) OVER () AS is_hub
  FROM flights
  GROUP BY origin
)

SELECT
  flights.late,
  hour,
  weekday,
  month,
  distance,
  -- Rates lean towards the overall rate of the days before while there are few flights. On the first day there is
  -- nothing to know, and they are missing.
  (coalesce(origins.late, 0) + 50 * days.late_rate) / (coalesce(origins.flights, 0) + 50) AS origin_late_rate,
  (coalesce(destinations.late, 0) + 50 * days.late_rate) / (coalesce(destinations.flights, 0) + 50) AS destination_late_rate,
  (coalesce(routes.late, 0) + 20 * days.late_rate) / (coalesce(routes.flights, 0) + 20) AS route_late_rate,
  CASE WHEN position >= 0.8 THEN 'holdout' WHEN position >= 0.68 THEN 'validation' ELSE 'train' END AS split,
  CASE WHEN hour < 6 THEN 'night' WHEN hour < 12 THEN 'morning' WHEN hour < 18 THEN 'afternoon' ELSE 'evening' END AS daypart,
  if(is_hub, 'hub', 'other') AS airport
FROM flights
JOIN days USING (day)
JOIN origins USING (origin, day)
JOIN destinations USING (destination, day)
JOIN routes USING (origin, destination, day)
JOIN hubs USING (origin)
