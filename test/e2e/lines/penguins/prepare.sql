-- Three species by their measures; a penguin without measures stays, for the model handles what is missing.
SELECT
  CASE Species WHEN 'Adelie' THEN 0 WHEN 'Chinstrap' THEN 1 ELSE 2 END AS species,
  "Beak Length (mm)" AS beak_length,
  "Beak Depth (mm)" AS beak_depth,
  "Flipper Length (mm)" AS flipper_length,
  "Body Mass (g)" AS body_mass,
  Island AS island
FROM input
