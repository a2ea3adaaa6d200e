#include "scenario/classifier_weights.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <cstring>
#include <functional>
#include <set>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "autoj/error.h"
#include "base/hash.h"
#include "scenario/scenario_class.h"

namespace autoj {
namespace {

using Eigen::Index;
using Eigen::MatrixXf;
using Eigen::VectorXf;
using nlohmann::ordered_json;

constexpr std::string_view kMagic = "AUTOJ-CLASSIFIER";
constexpr int kVersion = 1;
constexpr float kSteps = 127;
constexpr size_t kDigest = 32;

constexpr const char* kWayOut =
    "train it again with `autoj classify --train`, or leave --weights out for the shipped one";

// Appends arrays as they lie in memory; every machine this runs on is little-endian.
class ByteWriter {
 public:
  template <typename T>
  void Array(const T* values, size_t count) {
    bytes_.append(reinterpret_cast<const char*>(values), count * sizeof(T));
  }
  template <typename Matrix>
  void Array(const Matrix& matrix) {
    Array(matrix.data(), static_cast<size_t>(matrix.size()));
  }
  void Text(std::string_view text) { bytes_ += text; }
  const std::string& bytes() const { return bytes_; }

 private:
  std::string bytes_;
};

// Takes them off again. What was hashed is whole: a wrong length is a head that lies.
class ByteReader {
 public:
  ByteReader(std::string_view bytes, std::string source)
      : left_(bytes), source_(std::move(source)) {}

  template <typename T>
  std::vector<T> Array(size_t count) {
    CheckRoom(count, sizeof(T));
    std::vector<T> values(count);
    Fill(values.data(), count);
    return values;
  }
  template <typename Matrix>
  void Array(size_t rows, size_t columns, Matrix* matrix) {
    constexpr size_t kBytes = sizeof(typename Matrix::Scalar);
    CheckRoom(rows, kBytes);
    if (rows > 0) {
      CheckRoom(columns, rows * kBytes);
    }
    matrix->resize(static_cast<Index>(rows), static_cast<Index>(columns));
    Fill(matrix->data(), rows * columns);
  }
  std::string_view Take(size_t count) {
    if (count > left_.size()) {
      Fail("is cut off");
    }
    std::string_view taken = left_.substr(0, count);
    left_.remove_prefix(count);
    return taken;
  }
  void ExpectEnd() {
    if (!left_.empty()) {
      Fail("is longer than it says");
    }
  }
  [[noreturn]] void Fail(const std::string& what) const {
    throw Error(ErrorKind::kInput, fmt::format("{} {}; {}", source_, what, kWayOut));
  }

 private:
  // Before memory is taken for what a head only claims to be there.
  void CheckRoom(size_t count, size_t bytes_each) const {
    if (count > left_.size() / bytes_each) {
      Fail("is shorter than it says");
    }
  }
  template <typename T>
  void Fill(T* values, size_t count) {
    std::string_view bytes = Take(count * sizeof(T));
    if (!bytes.empty()) {
      std::memcpy(values, bytes.data(), bytes.size());
    }
  }

  std::string_view left_;
  std::string source_;
};

std::string_view AsText(const std::array<unsigned char, kDigest>& digest) {
  return {reinterpret_cast<const char*>(digest.data()), digest.size()};
}

ordered_json HeadOf(const ClassifierWeights& weights) {
  return {{"kind", weights.kind},
          {"classes", weights.classes},
          {"frequencies", weights.frequencies},
          {"temperature", weights.temperature},
          {"offset", weights.offset},
          {"unsure_below", weights.unsure_below},
          {"trained_on", weights.trained_on},
          {"queries", weights.vocabulary.queries()},
          {"grams", weights.vocabulary.grams().size()},
          {"model", weights.states.model},
          {"layers", weights.states.layers},
          {"states", weights.states.mean.size()}};
}

// How large an array is; what is negative or no whole number is no size.
size_t SizeIn(const ordered_json& head, const char* key) {
  return head.at(key).get_ref<const ordered_json::number_unsigned_t&>();
}

ClassifierWeights ReadHead(const ordered_json& head) {
  ClassifierWeights weights;
  weights.kind = head.at("kind");
  weights.classes = head.at("classes").get<std::vector<std::string>>();
  weights.frequencies = head.at("frequencies").get<std::vector<double>>();
  weights.temperature = head.at("temperature");
  weights.offset = head.at("offset");
  weights.unsure_below = head.at("unsure_below");
  weights.trained_on = head.at("trained_on");
  weights.states.model = head.at("model");
  weights.states.layers = head.at("layers").get<std::vector<int>>();
  return weights;
}

void ReadArrays(const ordered_json& head, ByteReader* reader, ClassifierWeights* weights) {
  size_t classes = weights->classes.size();
  size_t grams = SizeIn(head, "grams");
  size_t states = SizeIn(head, "states");
  auto known = reader->Array<uint32_t>(grams);
  auto frequencies = reader->Array<uint16_t>(grams);
  weights->vocabulary = {std::move(known), std::move(frequencies), SizeIn(head, "queries")};
  reader->Array(classes, grams, &weights->gram_weights);
  reader->Array(grams, 1, &weights->gram_scales);
  reader->Array(classes, 1, &weights->bias);
  reader->Array(states, 1, &weights->states.mean);
  reader->Array(states, 1, &weights->states.inverse_spread);
  reader->Array(states > 0 ? classes : 0, states, &weights->states.weights);
  reader->ExpectEnd();
}

bool IsPositive(double value) { return std::isfinite(value) && value > 0; }

bool AreClasses(const std::vector<std::string>& names) {
  std::set<std::string> distinct(names.begin(), names.end());
  return !names.empty() && distinct.size() == names.size() &&
         std::all_of(names.begin(), names.end(),
                     [](const std::string& name) { return FindScenarioClass(name) == name; });
}

bool AreShares(const std::vector<double>& frequencies) {
  return std::all_of(frequencies.begin(), frequencies.end(),
                     [](double share) { return share >= 0 && share <= 1; });
}

bool Rise(const std::vector<uint32_t>& grams) {
  return std::adjacent_find(grams.begin(), grams.end(), std::greater_equal<>()) == grams.end();
}

bool AreStatesOfKind(const ClassifierWeights& weights) {
  size_t parts = 2 * weights.states.layers.size();
  auto states = static_cast<size_t>(weights.states.mean.size());
  return weights.kind == "lexical" ? states == 0 : states > 0 && parts > 0 && states % parts == 0;
}

// Finite and so small that sums of their products stay finite, too.
template <typename Matrix>
bool IsSmall(const Matrix& matrix) {
  constexpr float kMost = 1e9F;
  return matrix.allFinite() && (matrix.array().abs() <= kMost).all();
}

bool AreSmall(const ClassifierWeights& weights) {
  const StateHead& states = weights.states;
  return IsSmall(weights.gram_scales) && IsSmall(weights.bias) && IsSmall(states.mean) &&
         IsSmall(states.inverse_spread) && IsSmall(states.weights);
}

// What scores and probabilities rely on, and training always gives.
void CheckContent(const ClassifierWeights& weights, const ByteReader& reader) {
  const std::pair<bool, const char*> holds[] = {
      {weights.kind == "lexical" || weights.kind == "embedded", "a kind that is known"},
      {AreClasses(weights.classes), "classes that are known, each once"},
      {weights.frequencies.size() == weights.classes.size() && AreShares(weights.frequencies),
       "a share of the rows for each class"},
      {IsPositive(weights.temperature) && IsPositive(weights.offset),
       "a temperature and an offset above 0"},
      {weights.unsure_below >= 0 && weights.unsure_below <= 1, "a threshold of [0, 1]"},
      {weights.vocabulary.queries() > 0, "queries that it was trained on"},
      {Rise(weights.vocabulary.grams()), "n-grams in their order"},
      {AreStatesOfKind(weights), "the states of its kind"},
      {AreSmall(weights), "finite weights of at most 1e9"}};
  for (const auto& [is_so, what] : holds) {
    if (!is_so) {
      reader.Fail(std::string("cannot be used: it lacks ") + what);
    }
  }
}

}  // namespace

void RoundWeights(const MatrixXf& gram_weights, ClassifierWeights* weights) {
  weights->gram_scales = gram_weights.cwiseAbs().colwise().maxCoeff().transpose() / kSteps;
  weights->gram_weights.resize(gram_weights.rows(), gram_weights.cols());
  for (Index gram = 0; gram < gram_weights.cols(); ++gram) {
    float scale = weights->gram_scales[gram];
    float inverse = scale > 0 ? 1 / scale : 0;
    weights->gram_weights.col(gram) =
        (gram_weights.col(gram) * inverse).array().round().cast<int8_t>();
  }
}

VectorXf Score(const ClassifierWeights& weights, const std::vector<Feature>& features,
               const VectorXf& states) {
  VectorXf scores = weights.bias;
  for (const Feature& feature : features) {
    scores += weights.gram_weights.col(feature.index).cast<float>() *
              (feature.value * weights.gram_scales[feature.index]);
  }
  if (states.size() > 0) {
    const StateHead& head = weights.states;
    scores += head.weights * (states - head.mean).cwiseProduct(head.inverse_spread);
  }
  return scores;
}

Eigen::VectorXd ProbabilitiesOf(const VectorXf& scores, double offset, double temperature) {
  Eigen::ArrayXd logs = (scores.cast<double>().array().max(0) + offset).log() / temperature;
  Eigen::ArrayXd odds = (logs - logs.maxCoeff()).exp();
  return odds / odds.sum();
}

std::string RenderClassifierWeights(const ClassifierWeights& weights) {
  std::string head = HeadOf(weights).dump();
  ByteWriter writer;
  writer.Text(fmt::format("{} {} {}\n", kMagic, kVersion, head.size()));
  writer.Text(head);
  writer.Array(weights.vocabulary.grams().data(), weights.vocabulary.grams().size());
  writer.Array(weights.vocabulary.frequencies().data(), weights.vocabulary.frequencies().size());
  writer.Array(weights.gram_weights);
  writer.Array(weights.gram_scales);
  writer.Array(weights.bias);
  writer.Array(weights.states.mean);
  writer.Array(weights.states.inverse_spread);
  writer.Array(weights.states.weights);
  return writer.bytes() + std::string(AsText(Sha256Bytes(writer.bytes())));
}

ClassifierWeights ParseClassifierWeights(std::string_view bytes, const std::string& source) {
  ByteReader reader(bytes, source);
  size_t line = bytes.substr(0, 64).find('\n');
  if (bytes.substr(0, kMagic.size()) != kMagic || line == std::string_view::npos) {
    reader.Fail("is no classifier that `autoj classify --train` wrote");
  }
  std::string first(bytes.substr(kMagic.size(), line - kMagic.size()));
  int version = 0;
  size_t head_size = 0;
  if (std::sscanf(first.c_str(), "%d %zu", &version, &head_size) != 2 || version != kVersion) {
    reader.Fail(fmt::format("was written by another version of autoj (its layout is{}, ours {})",
                            first.substr(0, first.rfind(' ')), kVersion));
  }
  if (bytes.size() < line + 1 + kDigest) {
    reader.Fail("is cut off");
  }
  std::string_view body = bytes.substr(0, bytes.size() - kDigest);
  if (AsText(Sha256Bytes(body)) != bytes.substr(body.size())) {
    reader.Fail("is cut off or damaged: its checksum is not that of its content");
  }
  ByteReader content(body.substr(line + 1), source);
  ClassifierWeights weights;
  try {
    ordered_json head = ordered_json::parse(content.Take(head_size));
    weights = ReadHead(head);
    ReadArrays(head, &content, &weights);
  } catch (const ordered_json::exception&) {
    content.Fail("cannot be used: its head is not as `autoj classify --train` writes it");
  }
  CheckContent(weights, content);
  return weights;
}

}  // namespace autoj
