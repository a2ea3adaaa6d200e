#include "pipeline/trainer_export.h"

#include <algorithm>
#include <filesystem>
#include <system_error>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "autoj/error.h"
#include "base/file.h"
#include "base/text.h"
#include "dataset/record.h"
#include "pipeline/shipped.h"
#include "pipeline/swap.h"
#include "pipeline/training_check.h"
#include "pipeline/training_file.h"

namespace autoj {
namespace {

using nlohmann::ordered_json;

// What stands in a trainer's folder beside the rows: a recipe, and what that names.
struct Layout {
  const char* rows;
  std::vector<const char*> recipe;
};

const Layout& LayoutOf(Trainer trainer) {
  static const Layout layouts[] = {
      {"data/train.jsonl", {"trl.yaml", "accelerate_zero3.yaml"}},
      {"autoj.jsonl", {"llama-factory.yaml", "dataset_info.json", "zero3.json"}},
      {"train.jsonl", {"axolotl.yaml", "zero3.json"}}};
  return layouts[static_cast<size_t>(trainer)];
}

ordered_json Message(const char* role, const std::string& content) {
  return {{"role", role}, {"content", content}};
}

// TRL computes the loss on a completion alone; the others on the assistant's message.
std::string RenderChat(Trainer trainer, const TrainingRow& row) {
  ordered_json user = Message("user", row.usrmsg);
  ordered_json assistant = Message("assistant", row.target_output);
  ordered_json chat;
  if (trainer == Trainer::kTrl) {
    chat["prompt"] = ordered_json::array({user});
    chat["completion"] = ordered_json::array({assistant});
  } else {
    chat["messages"] = ordered_json::array({user, assistant});
  }
  return chat.dump() + "\n";
}

void CheckRow(const TrainingRow& row, const std::string& where) {
  TrainingCheck check;
  check.Add(row, where);
  if (check.has_faults()) {
    CheckFinding finding = check.Findings().front();
    FailRecord(where, finding.meaning + "; `autoj data check` names all such rows");
  }
}

bool IsTooLong(const TrainingRow& row, const TokenCounter& count_tokens) {
  constexpr size_t kMostTokens = 4096;  // as the recipes say
  constexpr size_t kFrameTokens = 32;   // of a chat template, around both
  return count_tokens &&
         count_tokens(row.usrmsg) + count_tokens(row.target_output) + kFrameTokens > kMostTokens;
}

void MakeFolder(const std::string& folder) {
  std::error_code failure;
  std::filesystem::create_directories(folder, failure);
  if (failure) {
    throw Error(ErrorKind::kIo, fmt::format("{}: cannot be made: {}", EscapeForTerminal(folder),
                                            failure.message()));
  }
}

const ShippedFile& FindRecipe(const char* name) {
  const std::vector<ShippedFile>& files = ShippedRecipes();
  auto same = [&](const ShippedFile& file) { return file.name == name; };
  return *std::find_if(files.begin(), files.end(), same);
}

}  // namespace

const std::vector<std::string>& TrainerNames() {
  static const std::vector<std::string> names = {"trl", "llama-factory", "axolotl"};
  return names;
}

Trainer ParseTrainer(const std::string& name) {
  const std::vector<std::string>& names = TrainerNames();
  auto found = std::find(names.begin(), names.end(), name);
  if (found == names.end()) {
    throw Error(ErrorKind::kUsage,
                fmt::format("unknown trainer \"{}\"{}", EscapeForTerminal(name),
                            DidYouMean(name, names, "; known: trl, llama-factory, axolotl")));
  }
  return static_cast<Trainer>(found - names.begin());
}

std::vector<std::string> FilesFor(Trainer trainer) {
  const Layout& layout = LayoutOf(trainer);
  std::vector<std::string> files = {layout.rows};
  files.insert(files.end(), layout.recipe.begin(), layout.recipe.end());
  return files;
}

TrainerExport ExportForTrainer(const std::string& path, Trainer trainer, const std::string& folder,
                               const TokenCounter& count_tokens) {
  const Layout& layout = LayoutOf(trainer);
  MakeFolder((std::filesystem::path(folder) / layout.rows).parent_path().string());
  TrainerExport done;
  done.files = FilesFor(trainer);
  UserMessageReader reader;
  FileWriter rows(folder + "/" + layout.rows);
  ReadTrainingRows(path, [&](const TrainingRow& row, const std::string& where) {
    CheckRow(row, where);
    if (IsTooLong(row, count_tokens)) {
      ++done.too_long;
      return;
    }
    bool pairwise = IsPairwise(row);
    ++(pairwise ? done.pairwise : done.single);
    SwappedRow other = pairwise ? SwapRow(row, reader, where) : SwappedRow{row, ""};
    rows.Write(RenderChat(trainer, row));
    if (other.row) {
      rows.Write(RenderChat(trainer, *other.row));
    } else {
      done.unswapped.push_back(fmt::format("{}: {}", where, other.fault));
    }
    done.written += other.row ? 2 : 1;
  });
  rows.Commit();
  for (const char* name : layout.recipe) {
    WriteFileAtomically(folder + "/" + name, FindRecipe(name).text);
  }
  return done;
}

}  // namespace autoj
