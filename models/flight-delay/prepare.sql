-- Features of a flight, and whether it was late by more than 15 minutes.
--
-- What is known of airports and routes counts only days before the flight's own: a rate that saw the flight itself, or
-- others of its day, would hand the answer to the model, and nobody could compute it in the morning. For the same
-- reason the splits are whole days in their order: the last fifth is the hold-out, the eighth before it validates.
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

-- Flights and late flights of each airport and route: on the last day that it had any, and on all days before.
days AS (
  SELECT
    day,
    sum(sum(late)) OVER earlier / sum(count(*)) OVER earlier AS late_rate,
    lag(sum(late) / count(*)) OVER (ORDER BY day) AS last_late_rate,
    percent_rank() OVER (ORDER BY day) AS position
  FROM flights
  GROUP BY day
  WINDOW earlier AS (ORDER BY day ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)
),

origins AS (
  SELECT
    origin,
    day,
    sum(count(*)) OVER earlier AS flights,
    sum(sum(late)) OVER earlier AS late,
    lag(count(*)) OVER (PARTITION BY origin ORDER BY day) AS last_flights,
    lag(sum(late)) OVER (PARTITION BY origin ORDER BY day) AS last_late
  FROM flights
  GROUP BY origin, day
  WINDOW earlier AS (PARTITION BY origin ORDER BY day ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)
),

destinations AS (
  SELECT
    destination,
    day,
    sum(count(*)) OVER earlier AS flights,
    sum(sum(late)) OVER earlier AS late,
    lag(count(*)) OVER (PARTITION BY destination ORDER BY day) AS last_flights,
    lag(sum(late)) OVER (PARTITION BY destination ORDER BY day) AS last_late
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

-- Airports with more than a fiftieth of all flights. They tell how the model does at hubs, and are no feature.
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
  -- Rates lean towards those of all flights while an airport or route has few, and are taken relative to them: as they
  -- are, they would rise and fall with all others and so tell the trees which day it is. The first day knows nothing.
  (coalesce(origins.late, 0) + 50 * late_rate) / (coalesce(origins.flights, 0) + 50) / late_rate AS origin_late_ratio,
  (coalesce(destinations.late, 0) + 50 * late_rate) / (coalesce(destinations.flights, 0) + 50) / late_rate
    AS destination_late_ratio,
  (coalesce(routes.late, 0) + 20 * late_rate) / (coalesce(routes.flights, 0) + 20) / late_rate AS route_late_ratio,
  (coalesce(origins.last_late, 0) + 20 * last_late_rate) / (coalesce(origins.last_flights, 0) + 20)
    AS origin_late_last_day,
  (coalesce(destinations.last_late, 0) + 20 * last_late_rate) / (coalesce(destinations.last_flights, 0) + 20)
    AS destination_late_last_day,
  CASE WHEN position >= 0.8 THEN 'holdout' WHEN position >= 0.68 THEN 'validation' ELSE 'train' END AS split,
  CASE WHEN hour < 6 THEN 'night' WHEN hour < 12 THEN 'morning' WHEN hour < 18 THEN 'afternoon' ELSE 'evening' END
    AS daypart,
  if(is_hub, 'hub', 'other') AS airport
FROM flights
JOIN days USING (day)
JOIN origins USING (origin, day)
JOIN destinations USING (destination, day)
JOIN routes USING (origin, destination, day)
JOIN hubs USING (origin)
