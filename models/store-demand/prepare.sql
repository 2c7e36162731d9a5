-- Units that a store sells on a day, and what is known of it on the evening before.
--
-- The data are order lines. A store is one kind of goods in one region: twelve of them, each with some orders on most
-- days; cities and most states have so few that there is nothing to learn of a day. A day without an order is a day on
-- which nothing was sold, so every store gets every day between the first and the last.
--
-- Each feature reads only days before its own. The splits are whole days in their order: the last fifth is the hold-out,
-- the eighth before it validates.
WITH lines AS (
  SELECT "Order Date"::DATE AS day, "Region" AS region, "Category" AS kind, "Quantity" AS quantity
  FROM input
  WHERE "Order Date" IS NOT NULL AND "Quantity" IS NOT NULL
),

calendar AS (
  SELECT unnest(generate_series(min(day), max(day), INTERVAL 1 DAY))::DATE AS day
  FROM lines
),

stores AS (SELECT DISTINCT region, kind FROM lines),

sales AS (
  SELECT region, kind, day, coalesce(sum(quantity), 0)::INT AS units
  FROM calendar
  CROSS JOIN stores
  LEFT JOIN lines USING (region, kind, day)
  GROUP BY region, kind, day
),

-- Of the store: its last week, month, quarter and year, the same weekday of eight weeks, and the days around this one a
-- year ago. Of all stores: the same, since a store alone sells too little to tell a season from chance.
known AS (
  SELECT
    *,
    avg(units) OVER (store ROWS BETWEEN 7 PRECEDING AND 1 PRECEDING) AS last_week,
    avg(units) OVER (store ROWS BETWEEN 28 PRECEDING AND 1 PRECEDING) AS last_month,
    avg(units) OVER (store ROWS BETWEEN 91 PRECEDING AND 1 PRECEDING) AS last_quarter,
    avg(units) OVER (store ROWS BETWEEN 364 PRECEDING AND 1 PRECEDING) AS last_year,
    avg(units) OVER (store ROWS BETWEEN 371 PRECEDING AND 357 PRECEDING) AS year_ago,
    avg(units) OVER (
      PARTITION BY region, kind, isodow(day) ORDER BY day ROWS BETWEEN 8 PRECEDING AND 1 PRECEDING
    ) AS same_weekday
  FROM sales
  WINDOW store AS (PARTITION BY region, kind ORDER BY day)
),

together AS (
  SELECT
    day,
    avg(avg(units)) OVER (ORDER BY day ROWS BETWEEN 28 PRECEDING AND 1 PRECEDING) AS all_last_month,
    avg(avg(units)) OVER (ORDER BY day ROWS BETWEEN 371 PRECEDING AND 357 PRECEDING) AS all_year_ago,
    avg(avg(units)) OVER (PARTITION BY isodow(day) ORDER BY day ROWS BETWEEN 8 PRECEDING AND 1 PRECEDING)
      AS all_same_weekday,
    percent_rank() OVER (ORDER BY day) AS position
  FROM sales
  GROUP BY day
)

SELECT
  units,
  isodow(day) AS weekday,
  month(day) AS month,
  dayofmonth(day) AS day_of_month,
  dayofyear(day) AS day_of_year,
  last_week,
  last_month,
  last_quarter,
  last_year,
  year_ago,
  same_weekday,
  all_last_month,
  all_year_ago,
  all_same_weekday,
  CASE WHEN position >= 0.8 THEN 'holdout' WHEN position >= 0.68 THEN 'validation' ELSE 'train' END AS split,
  region,
  kind
FROM known
JOIN together USING (day)
-- Of the first eight weeks nothing is known that is worth learning from.
WHERE day >= (SELECT min(day) FROM lines) + INTERVAL 56 DAY
