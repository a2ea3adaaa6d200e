#include <memory>
#include <ostream>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "autoj/error.h"
#include "base/text.h"
#include "cli/commands.h"
#include "cli/engine_flags.h"
#include "cli/json_output.h"
#include "engine/gpus.h"
#include "engine/usable_cores.h"
#include "model/default_model.h"
#include "remote/examination.h"
#include "remote/server_address.h"

namespace autoj {
namespace {

using Json = nlohmann::ordered_json;

struct DoctorFlags {
  EngineOptions engine;
  bool json = false;
};

std::string Known(int count) { return count > 0 ? std::to_string(count) : "not told"; }

// As wide as the longest name, that of a trial.
std::string Row(const std::string& name, const std::string& value) {
  return fmt::format("  {:<25} {}\n", name, value);
}

void Tell(const Examination& examination, std::ostream& out) {
  out << EscapeForTerminal(examination.address) << "\n";
  if (!examination.card) {
    out << Row("no", EscapeForTerminal(examination.error));
    return;
  }
  const ServerCard& card = *examination.card;
  out << Row("software", EscapeForTerminal(card.software));
  out << Row("model", EscapeForTerminal(card.model));
  out << Row("context", Known(card.context));
  out << Row("sequences at once", Known(card.slots));
  for (const Trial& trial : examination.trials) {
    out << Row(trial.what, (trial.works ? "yes: " : "no: ") + EscapeForTerminal(trial.detail));
  }
}

Json ToJson(const Examination& examination) {
  Json json = {{"address", examination.address}};
  if (!examination.card) {
    json["error"] = examination.error;
    return json;
  }
  const ServerCard& card = *examination.card;
  json["software"] = card.software;
  json["model"] = card.model;
  json["models"] = card.models;
  json["context"] = card.context > 0 ? Json(card.context) : Json(nullptr);
  json["slots"] = card.slots > 0 ? Json(card.slots) : Json(nullptr);
  json["trials"] = Json::array();
  for (const Trial& trial : examination.trials) {
    json["trials"].push_back(
        {{"what", trial.what}, {"works", trial.works}, {"detail", trial.detail}});
  }
  return json;
}

int ExamineAndTell(const DoctorFlags& flags, std::ostream& out) {
  CheckScheme(flags.engine.model);
  if (!IsServerAddress(flags.engine.model)) {
    throw Error(ErrorKind::kUsage,
                "doctor --model takes the address of a server (http://host:8000/v1)");
  }
  Json servers = Json::array();
  bool all = true;
  for (const Examination& examination : ExamineServers(flags.engine.model, flags.engine.remote)) {
    all = all && examination.card.has_value();
    servers.push_back(ToJson(examination));
    if (!flags.json) {
      Tell(examination, out);
    }
  }
  if (flags.json) {
    WriteJson(out, Json{{"servers", servers}}.dump() + "\n");
  }
  return all ? 0 : static_cast<int>(ErrorKind::kRemote);
}

Json ToJson(const Gpu& gpu) {
  GpuMemory memory = AskMemory(gpu);
  return {{"name", gpu.name},
          {"description", gpu.description},
          {"memory_bytes", memory.total},
          {"free_bytes", memory.free}};
}

void TellGpus(const Json& gpus, std::ostream& out) {
  auto gib = [](const Json& bytes) { return bytes.get<double>() / static_cast<double>(1 << 30); };
  for (size_t i = 0; i < gpus.size(); ++i) {
    out << fmt::format("{:<16} {}, {:.1f} of {:.1f} GiB free\n", fmt::format("GPU {}", i),
                       EscapeForTerminal(gpus[i].at("description").get<std::string>()),
                       gib(gpus[i].at("free_bytes")), gib(gpus[i].at("memory_bytes")));
  }
  if (gpus.empty()) {
    out << fmt::format("{:<16} {}\n", "GPUs", IsGpuBuild() ? "none found" : HowToBuildForGpus());
  }
}

int TellAboutThisMachine(const DoctorFlags& flags, std::ostream& out) {
  std::string model;
  try {
    model = ResolveModel("");
  } catch (const Error& e) {
    model = e.what();
  }
  std::vector<Gpu> gpus = FindGpus();
  Json json = {{"autoj", AUTOJ_VERSION},
               {"cores", UsableCores()},
               {"default_model", model},
               {"gpu_build", IsGpuBuild()},
               {"gpus", Json::array()}};
  for (const Gpu& gpu : gpus) {
    json["gpus"].push_back(ToJson(gpu));
  }
  if (flags.json) {
    WriteJson(out, json.dump() + "\n");
    return 0;
  }
  out << fmt::format("{:<16} {}\n{:<16} {}\n{:<16} {}\n", "autoj", AUTOJ_VERSION, "cores",
                     UsableCores(), "default model", EscapeForTerminal(model));
  TellGpus(json["gpus"], out);
  return 0;
}

}  // namespace

CommandBody AddDoctor(CLI::App& program) {
  auto flags = std::make_shared<DoctorFlags>();
  CLI::App* command = program.add_subcommand(
      "doctor", "Tell what a server (--model URL) or this machine is and can do");
  command->add_option("--model", flags->engine.model, "Servers, with commas between them");
  AddServerFlags(command, &flags->engine);
  command->add_flag("--json", flags->json, "One JSON object");
  return [flags](std::ostream& out, std::ostream& /*err*/) {
    return flags->engine.model.empty() ? TellAboutThisMachine(*flags, out)
                                       : ExamineAndTell(*flags, out);
  };
}

}  // namespace autoj
