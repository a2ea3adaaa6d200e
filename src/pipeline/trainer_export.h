#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "pipeline/training_stats.h"

namespace autoj {

/// Whose form training data are brought into. They train; autoj does not.
enum class Trainer { kTrl, kLlamaFactory, kAxolotl };

/// "trl", "llama-factory" and "axolotl".
const std::vector<std::string>& TrainerNames();

/// Throws Error(kUsage) for another word.
Trainer ParseTrainer(const std::string& name);

/// What is written for a trainer, in its folder: the rows, then the recipe's files.
std::vector<std::string> FilesFor(Trainer trainer);

/// What was written.
struct TrainerExport {
  size_t pairwise = 0;  ///< Rows that were read.
  size_t single = 0;
  size_t too_long = 0;  ///< Rows that were left out beside these.
  size_t written = 0;   ///< Rows that are trained on: twice as many but for `unswapped`.
  std::vector<std::string> unswapped;  ///< "file:line: why", of pairs that stand in one order.
  std::vector<std::string> files;      ///< In the folder.
};

/// Writes a file of training rows as a trainer reads it, and how it is to train, into `folder`,
/// which is made where it is not there: chats of a user's message and the answer on which alone the
/// loss is, each pairwise row also with its responses swapped where that can be done
/// (pipeline/swap.h), each single row twice; and a recipe with the hyper-parameters of Auto-J. With
/// `count_tokens` (it may be empty), rows of more tokens than a trainer takes by the recipe are
/// left out: it would cut off their end, where the verdict stands. Throws Error(kInput) with
/// file:line for a row that `TrainingCheck` finds faulty, Error(kIo); files that were there are
/// replaced then or stay as they were, one by one.
TrainerExport ExportForTrainer(const std::string& path, Trainer trainer, const std::string& folder,
                               const TokenCounter& count_tokens = {});

}  // namespace autoj
