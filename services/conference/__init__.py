"""The family group conference: proposed, safely arranged, held with private family time, its plan kept."""
