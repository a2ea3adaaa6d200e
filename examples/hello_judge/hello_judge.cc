// Which of two responses is better? hello_judge [MODEL.gguf | --fake]
// Without a model the default one judges; --fake judges without weights, for a try of the build.
#include <iostream>
#include <memory>
#include <string>
#include <vector>

#include "autoj/autoj.h"

namespace {

int JudgeOnePair(const std::string& model) {
  autoj::EngineOptions with;  // an empty model: the default one
  if (model == "--fake") {
    with.kind = "fake";
  } else {
    with.model = model;
  }
  std::unique_ptr<autoj::Engine> engine = autoj::MakeEngine(with);
  autoj::JudgeOptions options;
  options.mode = autoj::Mode::kScored;  // no critique: the probability of each answer

  autoj::Item item;
  item.id = "hello";
  item.query = "What is the capital of Australia?";
  item.responses = {"Canberra.", "Sydney, its largest city, is the capital of Australia."};

  for (const autoj::ItemJudgment& judged : autoj::JudgeItems(options, *engine, {item})) {
    std::cout << judged.id << ": " << autoj::OutcomeName(judged.verdict.outcome) << "\n";
    if (judged.averaged) {
      std::cout << "over both orders: " << autoj::OutcomeName(*judged.averaged) << "\n";
    }
    for (const autoj::Alternative& alternative : judged.probabilities) {
      std::cout << "  " << autoj::OutcomeName(alternative.verdict.outcome) << " "
                << alternative.probability << "\n";
    }
  }
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  try {
    return JudgeOnePair(argc > 1 ? argv[1] : "");
  } catch (const autoj::Error& e) {  // what, where, and what to do about it
    std::cerr << "hello_judge: " << e.what() << "\n";
    return e.exit_code();
  }
}
