package study

func ref(s *shapeInfo) map[string]any { return map[string]any{"$ref": "#/$defs/" + s.name} }
