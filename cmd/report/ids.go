package main

import "report/internal/study"

func experimentIDs(s *study.Study) []string {
	return idsOf(s.Experiments, func(x *study.Experiment) string { return x.ID })
}

func profileIDs(s *study.Study) []string {
	return idsOf(s.Profiles, func(x study.Profile) string { return x.ID })
}

func toolIDs(s *study.Study) []string {
	return idsOf(s.Tools, func(x study.Tool) string { return x.ID })
}

func scenarioIDs(s *study.Study) []string {
	return idsOf(s.Scenarios, func(x study.Scenario) string { return x.ID })
}

func setIDs(s *study.Study) []string {
	return idsOf(s.Sets, func(x study.ScoreSet) string { return x.ID })
}

func contextIDs(s *study.Study) []string {
	return idsOf(s.Contexts, func(x study.Context) string { return x.ID })
}

// idsOf are the IDs of what a study declares, in its order.
func idsOf[T any](list []T, id func(T) string) []string {
	ids := make([]string, len(list))
	for i, x := range list {
		ids[i] = id(x)
	}
	return ids
}
