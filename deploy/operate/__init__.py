"""The commands of an operator: status, journey, dead letters, settings. Ids, codes and dates; no names."""
