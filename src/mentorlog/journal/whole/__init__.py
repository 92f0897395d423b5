"""The whole journal's tables, out and in: written row by row, adopted by an empty journal, or merged."""
