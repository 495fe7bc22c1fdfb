// Pods that Pod Security would refuse, by the API server's own rules.
//
// Reads a JSON list of {name, metadata, spec} from standard input, and writes a JSON list of {name, check, reason}.
package main

import (
	"encoding/json"
	"fmt"
	"os"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/pod-security-admission/api"
	"k8s.io/pod-security-admission/policy"
)

type pod struct {
	Name     string            `json:"name"`
	Metadata metav1.ObjectMeta `json:"metadata"`
	Spec     corev1.PodSpec    `json:"spec"`
}

type violation struct {
	Name   string `json:"name"`
	Check  string `json:"check"`
	Reason string `json:"reason"`
}

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(2)
	}
}

func run() error {
	var pods []pod
	if err := json.NewDecoder(os.Stdin).Decode(&pods); err != nil {
		return fmt.Errorf("the input is no list of pods: %w", err)
	}
	evaluator, err := policy.NewEvaluator(policy.DefaultChecks())
	if err != nil {
		return err
	}
	restricted := api.LevelVersion{Level: api.LevelRestricted, Version: api.LatestVersion()}
	violations := []violation{}
	for _, p := range pods {
		for _, result := range evaluator.EvaluatePod(restricted, &p.Metadata, &p.Spec) {
			if !result.Allowed {
				violations = append(violations, violation{p.Name, result.ForbiddenReason, result.ForbiddenDetail})
			}
		}
	}
	return json.NewEncoder(os.Stdout).Encode(violations)
}
