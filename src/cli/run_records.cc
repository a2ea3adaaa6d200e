#include "cli/run_records.h"

#include <optional>
#include <ostream>

#include <fmt/format.h>

#include "autoj/run.h"
#include "base/file.h"
#include "cli/json_output.h"
#include "report/records.h"

namespace autoj {

size_t WriteRunRecords(const std::string& run, const std::string& output, std::ostream& out,
                       const std::function<void(const std::string&)>& tell) {
  RunReader reader(run);
  std::optional<FileWriter> file;
  if (!output.empty()) {
    file.emplace(output);
  }
  size_t unfinished = reader.ForEach([&](const Item&, const ItemJudgment& judged) {
    std::string line = RenderRecord(judged) + "\n";
    if (file) {
      file->Write(line);
    } else {
      WriteJson(out, line);
    }
  });
  if (file) {
    file->Commit();
  }
  if (unfinished > 0) {
    tell(fmt::format("{} item(s) are not judged yet; `autoj judge` with the same command goes on",
                     unfinished));
  }
  return unfinished;
}

}  // namespace autoj
