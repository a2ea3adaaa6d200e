#include "judge/run_store.h"

#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <limits>
#include <sstream>

#include <SQLiteCpp/SQLiteCpp.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <grp.h>
#include <gtest/gtest.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "autoj/error.h"
#include "judge/run_folder.h"

namespace autoj {
namespace {

namespace fs = std::filesystem;

Judgment Decided(Outcome outcome, const std::string& text = "a text") {
  Judgment judgment;
  judgment.prompt_hash = "ab12";
  judgment.verdict.outcome = outcome;
  judgment.text = text;
  judgment.finish = Finish::kStop;
  return judgment;
}

void ExpectSame(const Judgment& a, const Judgment& b) {
  EXPECT_EQ(a.order, b.order);
  EXPECT_EQ(a.response, b.response);
  EXPECT_EQ(a.attempt, b.attempt);
  EXPECT_EQ(a.prompt_hash, b.prompt_hash);
  EXPECT_EQ(a.verdict.outcome, b.verdict.outcome);
  EXPECT_EQ(a.verdict.rating, b.verdict.rating);
  EXPECT_EQ(a.verdict.reason, b.verdict.reason);
  EXPECT_TRUE(a.text == b.text);  // not printed: it may be long
  EXPECT_EQ(a.finish, b.finish);
  EXPECT_EQ(a.prompt_tokens, b.prompt_tokens);
  EXPECT_EQ(a.cached_tokens, b.cached_tokens);
  EXPECT_EQ(a.completion_tokens, b.completion_tokens);
  EXPECT_EQ(a.logprob, b.logprob);
  EXPECT_EQ(a.seconds, b.seconds);
  ASSERT_EQ(a.probabilities.size(), b.probabilities.size());
  for (size_t i = 0; i < a.probabilities.size(); ++i) {
    EXPECT_EQ(a.probabilities[i].verdict.outcome, b.probabilities[i].verdict.outcome);
    EXPECT_EQ(a.probabilities[i].verdict.rating, b.probabilities[i].verdict.rating);
    EXPECT_EQ(a.probabilities[i].probability, b.probabilities[i].probability);
  }
}

size_t CountOf(const std::string& run) {
  SQLite::Database reader(run + "/run.db", SQLite::OPEN_READONLY);
  return static_cast<size_t>(reader.execAndGet("SELECT count(*) FROM judgments").getInt64());
}

void Keep(RunStore& store, const Manifest& manifest) {
  store.BeginIntake();
  store.KeepManifest(manifest);
  store.EndIntake();
}

std::string ReadFile(const std::string& path) {
  std::ostringstream content;
  content << std::ifstream(path, std::ios::binary).rdbuf();
  return content.str();
}

// The message of the Error(kIo) that opening `folder` gives, with FOLDER for its path.
std::string OpeningFails(const std::string& folder) {
  try {
    RunStore store(folder);
  } catch (const Error& e) {
    EXPECT_EQ(e.kind(), ErrorKind::kIo);
    std::string message = e.what();
    for (size_t at = message.find(folder); at != std::string::npos; at = message.find(folder)) {
      message.replace(at, folder.size(), "FOLDER");
    }
    return message;
  }
  return "no error";
}

// Runs `work` in a process of its own, which may change its user, limits and mounts, and gives
// what it returned.
template <typename Work>
std::string InChild(const Work& work) {
  int ends[2];
  if (pipe(ends) != 0) {
    return "no pipe";
  }
  pid_t child = fork();
  if (child == 0) {
    std::string said;
    try {
      said = work();
    } catch (const std::exception& e) {
      said = e.what();
    }
    ssize_t written = write(ends[1], said.data(), said.size());
    _exit(written < 0 ? 1 : 0);
  }
  close(ends[1]);
  std::string said;
  char c = 0;
  while (read(ends[0], &c, 1) == 1) {
    said += c;
  }
  close(ends[0]);
  waitpid(child, nullptr, 0);
  return said;
}

// A folder of its own for each test; `run` in it is where a run is kept.
class RunStoreTest : public testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = testing::TempDir() + "/run_store_test.XXXXXX";
    ASSERT_NE(mkdtemp(pattern.data()), nullptr);
    folder = pattern;
    run = folder + "/runs/one";
  }
  void TearDown() override { fs::remove_all(folder); }

  void WriteRunDatabase(const std::string& content) const {
    fs::create_directories(run);
    std::ofstream(run + "/run.db", std::ios::binary) << content;
  }

  std::string folder;
  std::string run;
};

TEST_F(RunStoreTest, KeepsEveryField) {
  Judgment full;
  full.order = Order::kSwapped;
  full.prompt_hash = std::string(64, 'f');
  full.verdict = {Outcome::kTruncated, std::nullopt, "the token limit came first"};
  full.probabilities = {{{Outcome::kFirst, std::nullopt, ""}, 0.1},
                        {{Outcome::kTie, std::nullopt, ""}, 1.0 / 3},
                        {{Outcome::kSecond, std::nullopt, ""}, 1e-300}};
  full.text = std::string("中文\0 and \"quotes\"\n", 21);
  full.finish = Finish::kLength;
  full.prompt_tokens = 812;
  full.cached_tokens = 640;
  full.completion_tokens = 0;
  full.logprob = -123.45678901234567;
  full.seconds = 0.1;
  Judgment rated;
  rated.response = 7;
  rated.verdict = {Outcome::kRated, 6.5, ""};
  rated.probabilities = {{{Outcome::kRated, 6.0, ""}, 0.25}, {{Outcome::kRated, 6.5, ""}, 0.75}};
  rated.finish = Finish::kTooLong;
  Judgment lowest = Decided(Outcome::kFailed, "");
  lowest.finish = Finish::kError;
  lowest.logprob = -std::numeric_limits<double>::infinity();
  Judgment step = Decided(Outcome::kStep, "a critique");
  step.response = 7;
  std::string odd_id("a\0b", 3);
  {
    RunStore store(run);
    store.Add({"1", Order::kSwapped, 0}, full);
    store.Add({"1", Order::kGiven, 7}, rated);
    store.Add({odd_id, Order::kGiven, 0}, lowest);
    store.Add({"1", Order::kGiven, 7, 2}, step);
  }
  RunStore store(run);
  ExpectSame(store.Find({"1", Order::kSwapped, 0}).value(), full);
  ExpectSame(store.Find({"1", Order::kGiven, 7}).value(), rated);
  ExpectSame(store.Find({odd_id, Order::kGiven, 0}).value(), lowest);
  ExpectSame(store.Find({"1", Order::kGiven, 7, 2}).value(), step);
  EXPECT_FALSE(store.Find({"1", Order::kGiven, 7, 1}));
  EXPECT_FALSE(store.Find({"1", Order::kGiven, 0}));
  EXPECT_FALSE(store.Find({"a", Order::kGiven, 0}));
  EXPECT_FALSE(store.Find({"2", Order::kSwapped, 0}));
}

TEST_F(RunStoreTest, KeepsALongText) {
  std::string text(10 << 20, 'x');
  text[5 << 20] = '\0';
  text += "末";
  Judgment judgment = Decided(Outcome::kUnreadable, text);
  RunStore store(run);
  store.Add({"long", Order::kGiven, 0}, judgment);
  EXPECT_TRUE(store.Find({"long", Order::kGiven, 0})->text == text);
}

TEST(RunStoreInMemory, KeepsNothingBehind) {
  Judgment judgment = Decided(Outcome::kTie);
  {
    RunStore store("");
    store.Add({"1", Order::kGiven, 0}, judgment);
    EXPECT_EQ(store.Find({"1", Order::kGiven, 0})->verdict.outcome, Outcome::kTie);
  }
  EXPECT_FALSE(RunStore("").Find({"1", Order::kGiven, 0}));
}

TEST_F(RunStoreTest, TheNewestAttemptCountsAndTheEarlierStays) {
  RunStore store(run);
  JudgmentKey key{"1", Order::kGiven, 0};
  Judgment failed = Decided(Outcome::kFailed, "");
  Judgment again = Decided(Outcome::kSecond, "now");
  Judgment other = Decided(Outcome::kFirst, "other");
  store.Add(key, failed);
  store.Add(key, again);
  store.Add({"1", Order::kSwapped, 0}, other);
  EXPECT_EQ(failed.attempt, 1);
  EXPECT_EQ(again.attempt, 2);
  EXPECT_EQ(other.attempt, 1);
  ExpectSame(store.Find(key).value(), again);

  again.text = "";
  ExpectSame(store.FindOutline(key).value(), again);
  EXPECT_EQ(CountOf(run), 3u);
  EXPECT_TRUE(store.HasJudgments());

  SQLite::Database reader(run + "/run.db", SQLite::OPEN_READONLY);
  EXPECT_EQ(reader
                .execAndGet("SELECT outcome FROM judgments WHERE attempt = 1 AND id = '1' AND "
                            "\"order\" = 'given'")
                .getString(),
            "failed");
}

TEST_F(RunStoreTest, AReaderNeitherBlocksNorIsBlocked) {
  RunStore store(run);
  Judgment one = Decided(Outcome::kFirst);
  store.Add({"1", Order::kGiven, 0}, one);
  SQLite::Database reader(run + "/run.db", SQLite::OPEN_READONLY);
  SQLite::Statement count(reader, "SELECT count(*) FROM judgments");
  reader.exec("BEGIN");
  ASSERT_TRUE(count.executeStep());
  EXPECT_EQ(count.getColumn(0).getInt(), 1);
  store.Add({"2", Order::kGiven, 0}, one);
  count.reset();
  reader.exec("COMMIT");
  ASSERT_TRUE(count.executeStep());
  EXPECT_EQ(count.getColumn(0).getInt(), 2);
}

TEST_F(RunStoreTest, AManifestIsKeptAndHeldAgainstTheNext) {
  Manifest first{{{"model", "sha256:1"}, {"max_tokens", "48"}, {"mode", "scored"}},
                 {{"pairs en", "sha256:2"}},
                 {{"created", "Monday"}}};
  {
    RunStore store(run);
    EXPECT_FALSE(store.LoadManifest());
    Keep(store, first);
  }
  RunStore store(run);
  EXPECT_EQ(store.LoadManifest()->settings, first.settings);
  EXPECT_EQ(store.LoadManifest()->facts, first.facts);

  Manifest same = first;
  same.facts = {{"created", "Tuesday"}, {"hardware", "2 cores"}};
  Keep(store, same);
  std::map<std::string, std::string> facts = {{"created", "Monday"}, {"hardware", "2 cores"}};
  EXPECT_EQ(store.LoadManifest()->facts, facts);

  Manifest more = first;
  more.protocols = {{"pairs zh", "sha256:3"}};
  Keep(store, more);
  EXPECT_EQ(store.LoadManifest()->protocols.size(), 2u);

  Manifest other{{{"model", "sha256:1"}, {"max_tokens", "32"}, {"seed\x1b", "1"}},
                 {{"pairs en", "sha256:9"}},
                 {{"x", "y"}}};
  try {
    Keep(store, other);
    FAIL() << "another manifest was taken";
  } catch (const Error& e) {
    EXPECT_EQ(e.kind(), ErrorKind::kInput);
    EXPECT_EQ(e.what(), "run " + run +
                            " was made otherwise:\n"
                            "  max_tokens: the run has 48, this call asks for 32\n"
                            "  mode: the run has scored, this call asks for no such setting\n"
                            "  seed\\x1b: the run has no such setting, this call asks for 1\n"
                            "  protocol pairs en: its file has changed since the run was made\n"
                            "give the same flags again, or name another folder with --run");
  }
  EXPECT_EQ(store.LoadManifest()->settings, first.settings);
  EXPECT_EQ(store.LoadManifest()->facts, facts);
}

Item Named(const std::string& id, const std::string& query) {
  Item item;
  item.id = id;
  item.query = query;
  item.responses = {"x"};
  return item;
}

TEST_F(RunStoreTest, AnItemKeepsItsNumberWhateverBecomesOfIt) {
  Item old = Named("b", "old");
  Item other = Named("a", "other");
  int64_t number = 0;
  {
    RunStore store(run);
    store.BeginIntake();
    number = store.KeepItem({&old, false, "autoj-single", "en", 1}, 0);
    EXPECT_NE(store.KeepItem({&other, false, "autoj-single", "en", 1}, 1), number);
    store.EndIntake();
  }
  RunStore store(run);
  Item changed = Named("b", "new");
  store.BeginIntake();
  EXPECT_EQ(store.KeepItem({&changed, true, "pairs", "zh", 2}, 5), number);
  store.EndIntake();
  Item read;
  KeptItem kept = store.LoadItem(number, &read);
  EXPECT_EQ(read.id, "b");
  EXPECT_EQ(read.query, "new");
  EXPECT_TRUE(kept.pairwise);
  EXPECT_EQ(kept.protocol + kept.language, "pairszh");
  EXPECT_EQ(kept.judgments, 2);
  EXPECT_THROW(store.LoadItem(number + 10, &read), Error);
}

TEST_F(RunStoreTest, AnIntakeThatIsDroppedLeavesTheRunAsItWas) {
  Item item = Named("a", "q");
  {
    RunStore store(run);
    store.BeginIntake();
    store.KeepItem({&item, false, "autoj-single", "en", 1}, 0);
    store.DropIntake();
  }
  EXPECT_FALSE(fs::exists(run));
  {
    RunStore store(run);
    Keep(store, {{{"mode", "scored"}}, {}, {}});
  }
  {
    RunStore store(run);
    store.BeginIntake();
    store.KeepManifest({{{"mode", "scored"}}, {}, {{"more", "facts"}}});
    store.KeepItem({&item, false, "autoj-single", "en", 1}, 0);
    store.DropIntake();
  }
  RunStore store(run);
  EXPECT_TRUE(store.LoadManifest()->facts.empty());
  EXPECT_FALSE(store.HasJudgments());
  Item read;
  EXPECT_THROW(store.LoadItem(1, &read), Error);
}

TEST_F(RunStoreTest, AFolderThatWasThereStays) {
  fs::create_directories(run);
  RunStore store(run);
  store.DropIntake();
  EXPECT_TRUE(fs::is_empty(run));
}

TEST_F(RunStoreTest, OneProcessAtATime) {
  {
    RunStore store(run);
    std::string locked =
        "FOLDER: another process works on this run; wait for it, or name another folder with --run";
    EXPECT_EQ(OpeningFails(run), locked);
    EXPECT_EQ(InChild([&] { return OpeningFails(run); }), locked);
    Judgment one = Decided(Outcome::kTie);
    store.Add({"1", Order::kGiven, 0}, one);
  }
  EXPECT_EQ(OpeningFails(run), "no error");
}

TEST_F(RunStoreTest, KilledInTheMiddleItHoldsWhatWasCommitted) {
  constexpr size_t kEnough = 40;
  int ends[2];
  ASSERT_EQ(pipe(ends), 0);
  pid_t child = fork();
  if (child == 0) {
    RunStore store(run);
    for (int i = 0;; ++i) {
      Judgment one = Decided(Outcome::kFirst, std::string(3000, 'x') + std::to_string(i));
      store.Add({std::to_string(i), Order::kGiven, 0}, one);
      if (write(ends[1], ".", 1) != 1) {
        _exit(1);
      }
    }
  }
  close(ends[1]);
  size_t told = 0;
  char c = 0;
  while (told < kEnough && read(ends[0], &c, 1) == 1) {
    ++told;
  }
  kill(child, SIGKILL);
  while (read(ends[0], &c, 1) == 1) {
    ++told;
  }
  close(ends[0]);
  waitpid(child, nullptr, 0);
  ASSERT_GE(told, kEnough);

  RunStore store(run);
  size_t found = CountOf(run);
  EXPECT_GE(found, told);
  EXPECT_LE(found, told + 1);  // committed, but not told any more
  for (size_t i = 0; i < found; ++i) {
    std::optional<Judgment> one = store.Find({std::to_string(i), Order::kGiven, 0});
    ASSERT_TRUE(one);
    EXPECT_EQ(one->text, std::string(3000, 'x') + std::to_string(i));
  }
}

TEST_F(RunStoreTest, AFolderWithOtherFilesIsLeftAlone) {
  fs::create_directories(run);
  std::ofstream(run + "/thesis.tex") << "mine";
  EXPECT_EQ(OpeningFails(run),
            "FOLDER: holds other files and no run; name a new or an empty folder with --run");
  EXPECT_EQ(std::distance(fs::directory_iterator(run), fs::directory_iterator()), 1);
  EXPECT_EQ(OpeningFails(run + "/thesis.tex"),
            "FOLDER: is a file, not a folder; name another folder with --run");
  EXPECT_EQ(OpeningFails(run + "/thesis.tex/run"),
            "FOLDER: cannot be written: Not a directory; name another folder with --run");
}

TEST_F(RunStoreTest, ADatabaseThatIsNotOursIsLeftAlone) {
  for (const std::string& content : {std::string("not a database"), std::string(4096, 'x')}) {
    WriteRunDatabase(content);
    EXPECT_EQ(OpeningFails(run),
              "FOLDER/run.db: is no SQLite file; name another folder with --run");
    EXPECT_EQ(ReadFile(run + "/run.db"), content);
  }
  fs::remove(run + "/run.db");
  {
    SQLite::Database foreign(run + "/run.db", SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
    foreign.exec("CREATE TABLE photos (name TEXT)");
  }
  std::string before = ReadFile(run + "/run.db");
  EXPECT_EQ(OpeningFails(run),
            "FOLDER/run.db: is the database of another program; name another folder with --run");
  EXPECT_EQ(ReadFile(run + "/run.db"), before);
  EXPECT_FALSE(fs::exists(run + "/lock"));
}

TEST_F(RunStoreTest, ARunOfAnotherVersionIsLeftAlone) {
  {
    RunStore store(run);
    Keep(store, {{{"model", "m"}}, {}, {}});
  }
  for (const auto& [version, which] :
       std::map<int, std::string>{{kRunVersion + 1, "a newer"}, {kRunVersion - 1, "an older"}}) {
    {
      SQLite::Database database(run + "/run.db", SQLite::OPEN_READWRITE);
      database.exec(fmt::format("PRAGMA user_version = {}", version));
    }
    std::string before = ReadFile(run + "/run.db");
    EXPECT_EQ(OpeningFails(run),
              fmt::format("FOLDER/run.db: was made by {} version of autoj (layout {}, this one "
                          "reads {}); use that version, or name another folder with --run",
                          which, version, kRunVersion));
    EXPECT_EQ(ReadFile(run + "/run.db"), before);
  }
}

TEST_F(RunStoreTest, ADamagedRunIsNamed) {
  {
    RunStore store(run);
    for (int i = 0; i < 100; ++i) {
      Judgment one = Decided(Outcome::kFirst, std::string(1000, 'x'));
      store.Add({std::to_string(i), Order::kGiven, 0}, one);
    }
  }
  fs::resize_file(run + "/run.db", 20000);
  EXPECT_EQ(OpeningFails(run),
            "FOLDER/run.db: is damaged (database disk image is malformed); keep a copy of it, and "
            "begin anew with another --run");
}

TEST_F(RunStoreTest, AnEmptyFileIsAFreshRun) {
  WriteRunDatabase("");
  Judgment one = Decided(Outcome::kTie);
  RunStore(run).Add({"1", Order::kGiven, 0}, one);
  EXPECT_TRUE(RunStore(run).Find({"1", Order::kGiven, 0}));
}

// As a user who owns nothing; root may write everywhere.
std::string OpeningAsNobody(const std::string& folder) {
  return InChild([&]() -> std::string {
    constexpr uid_t kNobody = 65534;
    if (getuid() == 0 &&
        (setgroups(0, nullptr) != 0 || setgid(kNobody) != 0 || setuid(kNobody) != 0)) {
      return "skip";
    }
    return OpeningFails(folder);
  });
}

TEST_F(RunStoreTest, AReadOnlyFolderIsNamed) {
  { RunStore store(run); }
  fs::permissions(folder, fs::perms(0555));
  fs::permissions(run, fs::perms(0555));
  fs::permissions(run + "/lock", fs::perms(0444));
  std::string in_run = OpeningAsNobody(run);
  std::string in_new = OpeningAsNobody(folder + "/new");
  fs::permissions(run, fs::perms(0755));
  fs::permissions(folder, fs::perms(0755));
  if (in_run == "skip") {
    GTEST_SKIP() << "root that cannot become another user";
  }
  std::string denied =
      "FOLDER: cannot be written: Permission denied; name another folder with --run";
  EXPECT_EQ(in_run, denied);
  EXPECT_EQ(in_new, denied);
}

// Opens the run and adds judgments until that fails; then everything that was added must be found,
// in this store and in the next. Gives the message, or "lost".
std::string FillUp(const std::string& run) {
  size_t added = 0;
  std::string message;
  try {
    RunStore store(run);
    Keep(store, {{{"model", "m"}}, {}, {}});
    try {
      for (;; ++added) {
        Judgment one = Decided(Outcome::kFirst, std::string(3000, 'x'));
        store.Add({std::to_string(added), Order::kGiven, 0}, one);
      }
    } catch (const Error& e) {
      message = e.exit_code() == 6 ? e.what() : "another kind";
    }
    if (CountOf(run) != added) {
      return "lost";
    }
  } catch (const Error& e) {
    return e.exit_code() == 6 ? e.what() : "another kind";
  }
  return (RunStore(run), CountOf(run)) == added ? message : "lost";
}

// Mounts half a mebibyte at `folder`, for this process alone; false where that is not allowed.
bool MountSmallDisk(const std::string& folder) {
  uid_t user = geteuid();
  gid_t group = getegid();
  if (user != 0) {  // who is root in a user namespace of his own may mount
    if (unshare(CLONE_NEWUSER) != 0) {
      return false;
    }
    std::ofstream("/proc/self/setgroups") << "deny";
    std::ofstream("/proc/self/uid_map") << fmt::format("0 {} 1", user);
    std::ofstream("/proc/self/gid_map") << fmt::format("0 {} 1", group);
  }
  return unshare(CLONE_NEWNS) == 0 && mount("", "/", "", MS_REC | MS_PRIVATE, nullptr) == 0 &&
         mount("tmpfs", folder.c_str(), "tmpfs", 0, "size=512k") == 0;
}

TEST_F(RunStoreTest, AFullDiskLosesNothing) {
  fs::create_directories(run);
  std::string said = InChild([&]() -> std::string {
    if (!MountSmallDisk(run)) {
      return "skip";
    }
    // Less and less is free: in the end not even for an empty database.
    for (size_t taken = 0; taken <= 512; taken += 8) {
      std::ofstream(run + "/other") << std::string(taken * 1024, 'x');
      std::string message = FillUp(run + "/run");
      if (message.find("/run.db: the disk is full; free some space and give the same command "
                       "again: what is judged so far is kept") == std::string::npos) {
        return fmt::format("{} KiB taken: {}", taken, message);
      }
      fs::remove_all(run + "/run");
    }
    return "";
  });
  if (said == "skip") {
    GTEST_SKIP() << "no small file system can be mounted here";
  }
  EXPECT_EQ(said, "");
}

TEST_F(RunStoreTest, ADiskThatFailsLosesNothing) {
  std::string said = InChild([&] {
    rlimit limit{1 << 20, 1 << 20};
    signal(SIGXFSZ, SIG_IGN);  // a write beyond the limit fails then
    setrlimit(RLIMIT_FSIZE, &limit);
    return FillUp(run);
  });
  EXPECT_EQ(said, run +
                      "/run.db: cannot be used (disk I/O error); look at the disk and at the "
                      "rights of the folder");
}

}  // namespace
}  // namespace autoj
